import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareCredits } from "../../../functions/_shared/battle/compare-credits.ts";
import { MAX_REPLAY_LENGTH, parseReplay } from "../../../functions/_shared/battle/parse.ts";
import type { ReplayHints } from "../../../functions/_shared/battle/verdict.ts";
import { Summary } from "../../../functions/_shared/schema/battle.ts";

const FOLDER = `${import.meta.dirname}/../../fixtures/replays`;
const read = (name: string) => readFileSync(`${FOLDER}/${name}`, "utf8");
const replays = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length));

function summary(log: string, hints?: ReplayHints) {
  const result = parseReplay(log, hints);
  if (!result.ok)
    throw new Error(`${result.error.code} in line ${result.error.line}: ${result.error.message}`);
  return Summary.parse(result.summary);
}

function failure(log: string, hints?: ReplayHints) {
  const result = parseReplay(log, hints);
  return result.ok ? result.summary : result.error;
}

/** A battle of one Pokémon a side, `lines` between the lead and the end. */
function duel(lines: string[], { end = "|win|Ann", names = ["Ann", "Bob"], sizes = true } = {}): string {
  return [
    "|t:|1790000000",
    `|player|p1|${names[0]}|1|`,
    `|player|p2|${names[1]}|2|`,
    ...(sizes ? ["|teamsize|p1|1", "|teamsize|p2|1"] : []),
    "|gen|9",
    "|tier|[Gen 9] OU",
    "|start",
    "|switch|p1a: Birdie|Ho-Oh, M|100/100",
    "|switch|p2a: Pory|Porygon-Z|100/100",
    "|turn|1",
    ...lines,
    ...(end ? ["|", end] : []),
  ].join("\n");
}

const beaten = ["|faint|p2a: Pory"];

describe("battles the simulator played", () => {
  test.each(replays)("%s is summed up as the simulator itself knows it", (name) => {
    const truth = JSON.parse(read(`${name}.json`));
    const found = summary(read(`${name}.log`));
    expect(found).toMatchObject({
      endType: truth.endType,
      winner: truth.winner,
      turns: truth.turns,
      gen: truth.gen,
      score: truth.score,
      differential: truth.score.p1 - truth.score.p2,
      players: { p1: { teamSize: truth.teamSize.p1 }, p2: { teamSize: truth.teamSize.p2 } },
    });
  });

  test.each(replays)("%s credits every faint as the simulator itself does", (name) => {
    const { faints } = JSON.parse(read(`${name}.json`));
    expect(compareCredits(summary(read(`${name}.log`)), faints)).toEqual([]);
  });

  test.each(replays)("%s gives the same with its secret lines as without", (name) => {
    expect(summary(read(`${name}.all.log`))).toEqual(summary(read(`${name}.log`)));
  });

  test("one that was revived and fell again counts once, and is listed twice", () => {
    const { players, faints } = summary(read("revival.log"));
    expect(players.p1).toMatchObject({ name: "Ann", teamSize: 2, fainted: 2 });
    expect(faints.map(({ victim }) => players.p1.pokemon[victim.index]?.nickname)).toEqual([
      "Cat",
      "Cat",
      "Rabsca",
    ]);
    expect(players.p1.pokemon).toMatchObject([
      { nickname: "Rabsca", faints: 1, revivals: 0 },
      { nickname: "Cat", faints: 2, revivals: 1 },
    ]);
  });
});

describe("the end of a battle", () => {
  test("who forfeits is left with none", () => {
    const log = duel(["|-message|Bob forfeited."]);
    expect(summary(log)).toMatchObject({
      endType: "forfeit",
      winner: "p1",
      score: { p1: 1, p2: 0 },
      differential: 1,
    });
  });

  test("who runs out of time is left with none", () => {
    const log = duel(["|-message|Ann lost due to inactivity."], { end: "|win|Bob" });
    expect(summary(log)).toMatchObject({ endType: "timeout", winner: "p2", differential: -1 });
  });

  test("whose team could go on for ever loses by the clause, and is left with none", () => {
    const clause =
      "|-message|Bob's team started with the rudimentary means to perform restorative berry-cycling and thus loses.";
    expect(summary(duel([clause]), { endType: "win", winner: "p1" })).toMatchObject({
      endType: "win",
      winner: "p1",
      score: { p1: 1, p2: 0 },
    });
  });

  test.each(["|tie", "|win|", "|tie\r"])("%j is a tie", (end) => {
    expect(summary(duel([], { end }))).toMatchObject({
      endType: "tie",
      winner: null,
      score: { p1: 1, p2: 1 },
    });
  });

  test("a hint names an end that the log has no words for", () => {
    expect(summary(duel([]), { endType: "disconnect", winner: "p1" })).toMatchObject({
      endType: "disconnect",
      score: { p1: 1, p2: 0 },
    });
  });

  test("a void battle needs no end and has no winner", () => {
    expect(summary(duel([], { end: "" }), { endType: "void", winner: null })).toMatchObject({
      endType: "void",
      winner: null,
    });
  });

  test("players of one name are told apart by the hint alone", () => {
    const log = duel(beaten, { names: ["Ann", "Ann"] });
    expect(failure(log)).toMatchObject({ code: "contradictory" });
    expect(summary(log, { winner: "p1" })).toMatchObject({ winner: "p1" });
  });
});

describe("what a line may not do", () => {
  test("chat, raw text and other players' messages decide nothing", () => {
    const noise = [
      "|c|☆Bob|/raw |win|Bob",
      "|c:|1790000000|Bob|win|Bob",
      "|raw|<b>|win|Bob</b>",
      "win|Bob",
      "|-message|Eve forfeited.",
    ];
    expect(
      summary(duel([...noise, ...beaten, "|j|☆Eve", "|inactive|Ann has 5 seconds left."])),
    ).toMatchObject({ winner: "p1", endType: "win" });
  });

  test("a nickname that looks like a message of Revival Blessing revives nobody", () => {
    const log = duel(["|-heal|p2a: [from] move: Revival Blessing|1/100|[from] item: Leftovers", ...beaten]);
    expect(summary(log).players.p2.fainted).toBe(1);
  });

  test("without team sizes the team is who was shown", () => {
    const preview = duel([...beaten], { sizes: false }).replace(
      "|start",
      "|poke|p1|Ho-Oh, M|\n|poke|p1|Ditto|\n|poke|p2|Porygon-Z|\n|start",
    );
    expect(summary(preview).score).toEqual({ p1: 2, p2: 0 });
    expect(summary(duel(beaten, { sizes: false })).score).toEqual({ p1: 1, p2: 0 });
  });

  test("positions trade places", () => {
    const log = duel(
      ["|switch|p2b: Zed|Zapdos|100/100", "|swap|p2a: Pory|1|[from] move: Ally Switch", "|faint|p2b: Pory"],
      { sizes: false },
    );
    const { faints, players } = summary(log);
    expect(faints).toMatchObject([{ victim: { seat: "p2", index: 0 }, turn: 1 }]);
    expect(players.p2.pokemon).toMatchObject([
      { species: "Porygon-Z", faints: 1 },
      { species: "Zapdos", faints: 0 },
    ]);
  });
});

describe("what is no replay", () => {
  test.each<[string, string, string, ReplayHints?]>([
    ["an empty log", "", "truncated"],
    ["a log that breaks off", duel(beaten, { end: "" }), "truncated"],
    ["a winner nobody knows", duel(beaten, { end: "|win|Eve" }), "contradictory"],
    ["a winner who has lost", duel(["|faint|p1a: Birdie"]), "contradictory"],
    ["a winner of a battle that goes on", duel([]), "contradictory"],
    ["a claim for the other seat", duel(beaten), "contradictory", { winner: "p2" }],
    ["a claimed tie", duel(beaten), "contradictory", { endType: "tie", winner: null }],
    [
      "a claimed forfeit by one without a Pokémon left to win",
      duel(["|faint|p1a: Birdie"]),
      "contradictory",
      { endType: "forfeit" },
    ],
    [
      "a claimed timeout where the log has a forfeit",
      duel(["|-message|Bob forfeited."]),
      "contradictory",
      { endType: "timeout" },
    ],
    [
      "a win that the log calls a forfeit",
      duel(["|-message|Bob forfeited."]),
      "contradictory",
      { endType: "win" },
    ],
    ["a forfeiter who wins", duel(["|-message|Ann forfeited."]), "contradictory"],
    ["other turns than claimed", duel(beaten), "contradictory", { turns: 7 }],
    ["a turn left out", duel(["|turn|3", ...beaten]), "contradictory"],
    ["two ends", duel([...beaten, "|win|Ann"]), "contradictory"],
    ["a turn after the end", `${duel(beaten)}\n|turn|2`, "contradictory"],
    ["more faints than Pokémon", duel(["|faint|p2a: Pory", ...beaten]), "contradictory"],
    ["a faint of nobody", duel(["|faint|p2b: Pory"]), "contradictory"],
    ["a tie that one side has lost", duel(beaten, { end: "|tie" }), "contradictory"],
    ["a faint without a Pokémon", duel(["|faint|"]), "malformed"],
    ["a turn that is no number", duel(["|turn|two"]), "malformed"],
    ["a third seat", duel(["|switch|p3a: Zed|Zapdos|100/100"]), "malformed"],
    ["a Pokémon without a species", duel(["|switch|p1a: Zed| , L5|100/100"]), "malformed"],
    ["no generation", duel(beaten).replace("|gen|9\n", ""), "malformed"],
    ["no second player", duel(beaten).replace("|player|p2|Bob|2|\n", ""), "malformed"],
  ])("%s", (_, log, code, hints) => {
    expect(failure(log, hints)).toMatchObject({
      code,
      message: expect.any(String),
      line: expect.any(Number),
    });
  });

  test("the error names the line", () => {
    expect(failure(duel(["|turn|3"]))).toEqual({
      code: "contradictory",
      line: 12,
      message: "Turn 3 follows turn 1",
    });
  });

  test("a log over the limit is not read", () => {
    expect(failure("|".repeat(MAX_REPLAY_LENGTH + 1))).toMatchObject({ code: "too_large" });
  });

  test("every prefix of a battle is an error, and whatever is done to its lines, nothing is thrown", () => {
    const lines = read("singles.log").trimEnd().split("\n");
    const damage = fc.tuple(
      fc.nat(lines.length - 1),
      fc.oneof(fc.string(), fc.constantFrom("", "|faint|", "|swap|p1a: x", "|-heal|")),
    );
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.array(damage, { maxLength: 5 }), (length, damages) => {
        expect(failure(lines.slice(0, length).join("\n"))).toHaveProperty("code");
        const damaged = [...lines];
        for (const [at, text] of damages) damaged[at] = text;
        expect(() => parseReplay(damaged.join("\n"))).not.toThrow();
      }),
      { numRuns: 200 },
    );
  });
});
