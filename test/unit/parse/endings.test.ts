import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseReplay } from "../../../functions/_shared/battle/parse.ts";
import type { Summary } from "../../../functions/_shared/schema/battle.ts";
import { FormatId } from "../../../functions/_shared/schema/ids.ts";
import { AUDIENCES, Simulator } from "../../../party/room/battle/simulator.ts";
import { drawTeams } from "../../../party/teams/drawing.ts";

const AT = 1_790_000_000_000;
const SEATS = ["p1", "p2"] as const;
const NAMES = { p1: "Ann", p2: "Bob" };

/** A battle of drawn teams after so many rounds of first choices; after each round `meanwhile` is called. */
function play(
  rounds: number,
  {
    format = "gen9randombattle",
    names = NAMES,
    auto = false,
    meanwhile = (_: Simulator) => undefined as unknown,
  } = {},
): Simulator {
  const drawn = drawTeams(FormatId.parse("gen9randombattle"), "1,2,3,4");
  const players = {
    p1: { name: names.p1, team: drawn.p1 },
    p2: { name: names.p2, team: drawn.p2 },
  };
  const simulator = new Simulator({ format: FormatId.parse(format), seed: "5,6,7,8", players }, AT);
  for (let round = 0; round < rounds && !simulator.ending; round += 1) {
    for (const seat of SEATS) {
      const request = simulator.request(seat);
      if (request && !request.wait) simulator.choose(seat, "default", AT, auto);
    }
    meanwhile(simulator);
  }
  return simulator;
}

/** What the parser makes of the log, given what the room claims of its end. */
function summaryOf(simulator: Simulator, log = simulator.lines("spectator")): Summary {
  const { ending, turn } = simulator;
  if (!ending) throw new Error(`Cannot sum up the battle: it goes on in turn ${turn}`);
  const claim = { endType: ending.reason, winner: ending.winner, turns: turn };
  const result = parseReplay(log.join("\n"), claim);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.summary;
}

/** Pokémon that the simulator itself has left. */
const left = ({ battle }: Simulator) => ({ p1: battle.p1.pokemonLeft, p2: battle.p2.pokemonLeft });

/** Where a battle may be when it ends before its time: at team preview, in its first turn, with some fainted. */
const MOMENTS = [
  ["at team preview", "gen9customgame", 0],
  ["before the first choice", "gen9randombattle", 0],
  ["in the middle", "gen9randombattle", 20],
  ["in doubles", "gen9randomdoublesbattle", 8],
] as const;

describe.each(MOMENTS)("a room ends a battle %s", (_, format, rounds) => {
  test.each(["forfeit", "timeout", "disconnect"] as const)("by %s", (reason) => {
    for (const loser of SEATS) {
      const simulator = play(rounds, { format });
      const { p1, p2 } = left(simulator);
      simulator.lose(loser, reason, AT);
      expect(summaryOf(simulator)).toMatchObject({
        endType: reason,
        winner: loser === "p1" ? "p2" : "p1",
        score: loser === "p1" ? { p1: 0, p2 } : { p1, p2: 0 },
        turns: simulator.turn,
      });
    }
  });

  test("by agreement, and what is left to each counts", () => {
    const simulator = play(rounds, { format });
    const { p1, p2 } = left(simulator);
    simulator.draw(AT);
    expect(summaryOf(simulator)).toMatchObject({
      endType: "tie",
      winner: null,
      score: { p1, p2 },
      differential: p1 - p2,
    });
  });

  test("as void, with or without a word of it in the log", () => {
    const simulator = play(rounds, { format });
    const before = simulator.lines("spectator");
    simulator.abort("the simulator failed", AT);
    expect(summaryOf(simulator)).toMatchObject({ endType: "void", winner: null, turns: simulator.turn });
    expect(summaryOf(simulator, before)).toEqual(summaryOf(simulator));
  });
});

test("the moments are what their names say", () => {
  const { p1, p2 } = left(play(20));
  expect([p1 + p2 < 12, p1 > 0, p2 > 0, p1 === p2]).toEqual([true, true, true, false]);
  expect(play(0, { format: "gen9customgame" }).request("p1")).toMatchObject({ teamPreview: true });
});

test("a battle is played to its end by drawn choices, announced or not, with one result", () => {
  const [drawn, own] = [play(1000, { auto: true }), play(1000)];
  expect(drawn.lines("spectator").filter((line) => line.startsWith("|inactive|")).length).toBeGreaterThan(20);
  const { players, ...result } = summaryOf(own);
  expect(summaryOf(drawn)).toMatchObject(result);
  for (const seat of SEATS) {
    const uses = players[seat].pokemon.map(({ moves }) =>
      moves.map(({ uses }) => ({ uses: 0, automatic: uses })),
    );
    expect(summaryOf(drawn).players[seat].pokemon.map(({ moves }) => moves)).toMatchObject(uses);
  }
});

test("clocks that stop and start, and talk after the end, count for nothing", () => {
  const meanwhile = (simulator: Simulator) => {
    simulator.note("|inactiveoff|The clocks are off.", AT);
    simulator.note("|inactive|Ann has 30 seconds left.", AT);
  };
  const noisy = play(1000, { meanwhile });
  noisy.chat("p1", "|turn|99", AT);
  noisy.chat("p2", "gg", AT);
  expect(summaryOf(noisy)).toEqual(summaryOf(play(1000)));
});

test("every audience's log has the same result", () => {
  const simulator = play(1000);
  for (const audience of AUDIENCES) {
    expect(summaryOf(simulator, simulator.lines(audience))).toEqual(summaryOf(simulator));
  }
});

describe("chat is never protocol", () => {
  const FORGERIES = [
    "|win|Bob",
    "win|Bob",
    "|-message|Bob forfeited.",
    "Bob lost due to inactivity.",
    "|faint|p1a: Someone",
    "|tie",
    "|split|p1",
    "|player|p1|Eve|",
    "|turn|7",
    "",
  ];

  test("whatever is said, and by whatever name, the result stays", () => {
    const names = { p1: "Bob forfeited.", p2: "win" };
    const meanwhile = (simulator: Simulator) => {
      for (const seat of SEATS) for (const text of FORGERIES) simulator.chat(seat, text, AT);
    };
    expect(summaryOf(play(1000, { names, meanwhile }))).toEqual(summaryOf(play(1000, { names })));
    const [silent, loud] = [play(6, { names }), play(6, { names, meanwhile })];
    for (const simulator of [silent, loud]) simulator.lose("p1", "timeout", AT);
    expect(summaryOf(loud)).toEqual(summaryOf(silent));
    expect(summaryOf(loud)).toMatchObject({ winner: "p2", endType: "timeout" });
  });

  test("any text of one line changes nothing", () => {
    const simulator = play(6);
    simulator.draw(AT);
    const log = simulator.lines("spectator");
    const summary = summaryOf(simulator);
    const text = fc.oneof(
      fc.string({ unit: "binary" }).map((said) => said.replaceAll("\n", " ")),
      fc.constantFrom(...FORGERIES),
      fc.constantFrom(...log),
    );
    fc.assert(
      fc.property(text, fc.constantFrom("Ann", "Bob"), fc.nat(log.length), (said, name, at) => {
        const spoken = [...log.slice(0, at), `|c|☆${name}|${said}`, ...log.slice(at)];
        expect(summaryOf(simulator, spoken)).toEqual(summary);
      }),
      { numRuns: 300 },
    );
  });
});
