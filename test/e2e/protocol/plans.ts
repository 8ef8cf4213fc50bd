import type { Chance } from "./chance.ts";
import type { Style } from "./choices.ts";
import type { Seat } from "./messages.ts";

/** What a client does beside playing, each with its probability for every choice. */
export interface Habits {
  style: Style;
  forgetful: boolean;
  /** Breaks its connection before or just after a MOVE. */
  drops: number;
  /** Loses its session, so that it needs a new ticket. */
  losesSession: number;
  /** Loses the last lines of the log, so that the next update shows a gap. */
  losesLines: number;
  undoes: number;
  chats: number;
  dawdles: number;
}

export type PlannedEnd = "play" | "forfeit" | "draw" | "one leaves" | "both leave";

export interface Plan {
  number: number;
  format: string;
  way: "challenge" | "lobby";
  clock: "standard" | "vgc" | "none" | undefined;
  end: PlannedEnd;
  /** The seat that gives up, offers or leaves, and in which round. */
  seat: Seat;
  round: number;
  habits: { p1: Habits; p2: Habits };
  /** Whether p1 has a second tab that chooses too. */
  tab: boolean;
  /** Whether hostile connections attack the battle. */
  pests: boolean;
}

/** Formats that draw the teams, in all generations. */
export const DRAWN_FORMATS = [
  "gen1randombattle",
  "gen2randombattle",
  "gen3randombattle",
  "gen4randombattle",
  "gen5randombattle",
  "gen6randombattle",
  "gen7randombattle",
  "gen8randombattle",
  "gen8randomdoublesbattle",
  "gen9randombattle",
  "gen9randomdoublesbattle",
  "gen9monotyperandombattle",
] as const;

/** Formats in which each player brings a team. */
export const TEAM_FORMATS = [
  "gen9ou",
  "gen9doublesou",
  "gen8ou",
  "gen7ou",
  "gen6ou",
  "gen3ou",
  "gen1ou",
] as const;
const LOBBY_FORMATS = ["gen9randombattle", "gen9randomdoublesbattle"] as const;

/** Every so many battles one is found in the lobby; one brings teams; two end without being played. */
const EVERY = { lobby: 10, teams: 8 };

export function drawPlans(count: number, chance: Chance): Plan[] {
  return Array.from({ length: count }, (_, number) => drawPlan(number, count, chance));
}

function drawPlan(number: number, count: number, chance: Chance): Plan {
  const leaving = ends(number, count);
  const end = leaving ?? chance.pick<PlannedEnd>(["play", "play", "play", "play", "play", "forfeit", "draw"]);
  const way = leaving === undefined && number % EVERY.lobby === 3 ? "lobby" : "challenge";
  const teams = way === "challenge" && leaving === undefined && number % EVERY.teams === 5;
  return {
    number,
    way,
    format: chance.pick<string>(way === "lobby" ? LOBBY_FORMATS : teams ? TEAM_FORMATS : DRAWN_FORMATS),
    clock: leaving === undefined ? chance.pick([undefined, "standard", "vgc", "none"] as const) : "none",
    end,
    seat: chance.pick(["p1", "p2"] as const),
    round: 1 + chance.below(12),
    habits: { p1: drawHabits(chance), p2: drawHabits(chance) },
    tab: leaving === undefined && chance.happens(0.2),
    pests: leaving === undefined && chance.happens(0.15),
  };
}

/** Those who leave for good are waited for: a minute each, so they are the first and last of all. */
function ends(number: number, count: number): PlannedEnd | undefined {
  if (count < 20) return undefined;
  return ({ 0: "one leaves", 1: "both leave" } as const)[number];
}

function drawHabits(chance: Chance): Habits {
  const sometimes = (probability: number) => (chance.happens(0.35) ? probability : 0);
  return {
    style: chance.pick(["numbers", "ids"] as const),
    forgetful: chance.happens(0.4),
    drops: sometimes(0.08),
    losesSession: sometimes(0.03),
    losesLines: sometimes(0.08),
    undoes: sometimes(0.05),
    chats: sometimes(0.05),
    dawdles: sometimes(0.05),
  };
}
