import { describe, expect, it } from "vitest";
import { BattleId } from "../../../functions/_shared/schema/ids.ts";
import { CLOCKS } from "../../../functions/_shared/schema/rules.ts";
import { choiceInWords } from "../../../party/web/battle/choice-words.ts";
import { Request } from "../../../party/web/battle/request.ts";
import {
  clockInWords,
  endInWords,
  isDecided,
  scoreAfter,
  seriesInWords,
} from "../../../party/web/battle/words.ts";
import { pairingInWords } from "../../../party/web/lobby/words.ts";

const players = { p1: "Ann", p2: "Bob" };

describe("the end of a battle", () => {
  it.each([
    ["win", "You won!", "You lost.", "Ann won."],
    ["forfeit", "You won by forfeit!", "You lost by forfeit.", "Ann won by forfeit."],
    ["timeout", "You won on time!", "You lost on time.", "Ann won on time."],
    [
      "disconnect",
      "You won as the opponent left!",
      "You lost as you were away for too long.",
      "Ann won as the opponent left.",
    ],
  ] as const)("by %s is told to the winner, the loser and a spectator", (reason, won, lost, seen) => {
    const end = { winner: "p1", reason } as const;
    expect([
      endInWords(end, "p1", players),
      endInWords(end, "p2", players),
      endInWords(end, null, players),
    ]).toEqual([won, lost, seen]);
  });

  it.each([
    ["tie", "The battle ended in a tie."],
    ["void", "The battle was called off. It counts for nobody."],
  ] as const)("by %s is the same to everyone", (reason, words) => {
    for (const seat of ["p1", null] as const) {
      expect(endInWords({ winner: null, reason }, seat, players)).toBe(words);
    }
  });
});

describe("a clock", () => {
  it.each([
    ["standard", "60 s a turn"],
    ["vgc", "55 s a turn, 7 min in all"],
    ["none", "no clock"],
  ] as const)("that is %s is told before anyone takes a seat by it", (preset, words) => {
    expect(clockInWords(CLOCKS[preset])).toBe(words);
  });
});

describe("a series", () => {
  const series = { bestOf: 3, game: 2, score: { p1: 1, p2: 0 } } as const;

  it("is told by its length, the game and the score", () => {
    expect(seriesInWords(series)).toBe("Best of 3 · game 2 · 1–0");
    expect(seriesInWords({ bestOf: 5, game: 1, score: { p1: 0, p2: 0 } })).toBe("Best of 5 · game 1");
  });

  it("is decided by the majority of its games", () => {
    expect(scoreAfter(series, "p2")).toEqual({ p1: 1, p2: 1 });
    expect(isDecided(series, "p1")).toBe(true);
    expect(isDecided(series, "p2")).toBe(false);
    expect(isDecided(series, null)).toBe(false);
  });

  it("ends when ties have used up twice its games", () => {
    expect(isDecided({ ...series, game: 6, score: { p1: 0, p2: 0 } }, null)).toBe(true);
  });
});

describe("a choice in words", () => {
  const pokemon = (name: string) => ({
    ident: `p1: ${name}`,
    details: name,
    condition: "1/1",
    active: false,
  });
  const request = Request.parse({
    rqid: 1,
    active: [{ moves: [{ move: "Tackle", id: "tackle" }] }, { moves: [{ move: "Rest", id: "rest" }] }],
    side: { id: "p1", name: "Ann", pokemon: ["Pikachu", "Raichu", "Blissey"].map(pokemon) },
  });

  it.each([
    ["move 1", "Tackle"],
    ["move tackle +1 terastallize", "Tackle (terastallize)"],
    ["move 1 +2, switch 3", "Tackle, then switch to Blissey"],
    ["pass, move 1", "Rest"],
    ["pass", "Pass"],
    ["team 3,1,2", "Blissey leads"],
    ["not a choice", "not a choice"],
  ])("says '%s' as '%s'", (text, words) => {
    expect(choiceInWords(request, text)).toBe(words);
  });
});

describe("a pairing in words", () => {
  it("says why these two, and keeps the direction of a name to the name", () => {
    const words = pairingInWords({
      type: "MATCH_FOUND",
      battleId: BattleId.parse("b-1"),
      seat: "p1",
      ticket: "t",
      confirm: 15,
      opponent: { name: "אבג", rating: 1012 },
      why: { gap: 12, you: { range: 120, waited: 4 }, opponent: { range: 145, waited: 9 } },
    });
    expect(words).toBe(
      "Paired with \u2068אבג\u2069 (1012). Your ratings are 12 points apart; after 4 s you accepted up to 120, after 9 s they accepted up to 145.",
    );
  });
});
