import type { UserId } from "../../functions/_shared/schema/ids.ts";
import type { LobbyServerMessage } from "../../functions/_shared/schema/lobby.ts";
import type { PairAnswer } from "../../functions/_shared/schema/matchmaking.ts";
import type { Entry } from "./entry.ts";
import type { Pair } from "./pairs.ts";
import { rangeAfter, secondsSince } from "./range.ts";

/** Seconds in which both players must have come to their battle. */
export const CONFIRM = 15;

/** When it is looked whether a battle came about, in milliseconds after it was found: that it did not may be heard late. */
export const CHECKS = [(CONFIRM + 1) * 1000, (CONFIRM + 5) * 1000, (CONFIRM + 20) * 1000] as const;

type MatchFound = Extract<LobbyServerMessage, { type: "MATCH_FOUND" }>;

/** A player who was sent to a battle, until it is known to have come about. */
export interface Match {
  user: UserId;
  teamId: string | null;
  /** Until when the player may come, in milliseconds since the epoch. */
  until: number;
  message: MatchFound;
}

/** What both players of a pair are told. */
export function matchesOf(
  pair: Pair,
  paired: Extract<PairAnswer, { status: "paired" }>,
  now: number,
): [Match, Match] {
  const { p1, p2, at } = pair;
  const accepted = (entry: Entry) => ({
    range: rangeAfter(at - entry.joinedAt),
    waited: secondsSince(entry.joinedAt, at),
  });
  const match = (seat: "p1" | "p2", you: Entry, opponent: Entry): Match => ({
    user: you.user,
    teamId: you.teamId,
    until: now + CONFIRM * 1000,
    message: {
      type: "MATCH_FOUND",
      battleId: paired.battleId,
      seat,
      ticket: paired.tickets[seat],
      confirm: CONFIRM,
      opponent: { name: opponent.name, rating: opponent.rating },
      why: {
        gap: Math.abs(you.rating - opponent.rating),
        you: accepted(you),
        opponent: accepted(opponent),
      },
    },
  });
  return [match("p1", p1, p2), match("p2", p2, p1)];
}
