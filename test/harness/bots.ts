import { Battle, toID } from "@pkmn/sim";
import { FormatId, Seat } from "../../functions/_shared/schema/ids.ts";
import type { BotStrength } from "../../functions/_shared/schema/rules.ts";
import { decide } from "../../party/room/bot/bot.ts";
import { drawTeams, seedOf } from "../../party/teams/drawing.ts";

export interface BotBattle {
  format: string;
  /** The battle's number: the same number is the same battle, teams and chance included. */
  number: number;
  strengths: Readonly<Record<Seat, BotStrength>>;
  /** Packed, where the format wants teams. */
  teams?: Readonly<Record<Seat, string>>;
}

export interface BotOutcome {
  winner: Seat | null;
  turns: number;
  /** Choices that the simulator refused though the request allowed them. */
  refusals: string[];
  /** Milliseconds that each decision of a seat took. */
  thought: Record<Seat, number[]>;
}

/** Has two practice bots play a battle in the bare simulator. */
export function playBots({ format, number, strengths, teams }: BotBattle): BotOutcome {
  const id = FormatId.parse(format);
  const seed = `${number},2,3,4`;
  const brought = teams ?? drawTeams(id, seed);
  let error = "";
  const battle = new Battle({
    formatid: toID(id),
    seed: seedOf(seed),
    send: (type, data) => {
      if (type === "sideupdate" && String(data).includes("|error|")) error = String(data);
    },
  });
  for (const seat of Seat.options) battle.setPlayer(seat, { name: seat, team: brought[seat] });
  const refusals: string[] = [];
  const thought: BotOutcome["thought"] = { p1: [], p2: [] };
  const random = generator(number);
  while (!battle.ended) {
    for (const seat of Seat.options) {
      const side = battle.getSide(seat);
      const refused = new Set<string>();
      while (!battle.ended && side.activeRequest && !side.isChoiceDone()) {
        const before = performance.now();
        const view = { seat, request: side.activeRequest, battle, refused };
        const choice = decide(strengths[seat], view, random) ?? "default";
        thought[seat].push(performance.now() - before);
        if (battle.choose(seat, choice)) break;
        if (choice === "default") throw new Error(`Cannot choose in ${format}: ${error}`);
        refused.add(choice);
        if (!error.includes("[Unavailable")) refusals.push(`${choice}: ${error}`);
      }
    }
  }
  const winner = Seat.options.find((seat) => seat === battle.winner) ?? null;
  return { winner, turns: battle.turn, refusals, thought };
}

/** Seeded numbers from 0 to 1 (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
