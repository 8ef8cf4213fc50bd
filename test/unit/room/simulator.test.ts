import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { automaticLine } from "../../../functions/_shared/battle/automatic.ts";
import type { BattleInput } from "../../../functions/_shared/schema/inputs.ts";
import { apply } from "../../../party/room/battle/live.ts";
import { AUDIENCES, SIM_VERSION } from "../../../party/room/battle/simulator.ts";
import { recall } from "../../../party/room/storage/history.ts";
import { BEGAN, StoredBattle } from "../../harness/live.ts";

/** Its Shadow Tag keeps the other side from switching, which only an attempt brings to light. */
const TRAPPER = "wobbuffet|||shadowtag|counter||252,,,,,|||||";
/** Might trap as well, for all that is known, and does not. */
const BURROWER = "dugtrio|||sandveil|sandattack||252,,,,,|||||";
const PAIR = "pikachu|||static|thunderbolt,surf||252,,,,,|||||]squirtle|||torrent|surf||252,,,,,|||||";
const AT = BEGAN + 5_000;

const open = () => StoredBattle.open({ format: "gen9randombattle", seed: "1,2,3,4" });
const facing = async (foe: string) => {
  const battle = await StoredBattle.open(
    { format: "gen7anythinggoes", seed: "1,2,3,4" },
    { p1: PAIR, p2: foe },
  );
  for (const seat of ["p1", "p2"] as const) await battle.play(choice(seat, "default"));
  return battle;
};
const choice = (seat: "p1" | "p2", text: string): BattleInput => ({
  kind: "choice",
  at: AT,
  seat,
  choice: text,
});
const endings = ({ live }: StoredBattle) =>
  AUDIENCES.map((audience) => live.simulator.lines(audience).slice(-3));

test("the simulator's version is the installed one", async () => {
  const manifest = await readFile("node_modules/@pkmn/sim/package.json", "utf8");
  expect(JSON.parse(manifest)).toMatchObject({ version: SIM_VERSION });
});

describe("an automatic choice", () => {
  test("is announced to all ahead of its turn, and says whose it is and not what", async () => {
    const { live } = await open();
    const before = live.simulator.seq("p2");
    apply(live, { kind: "choice", at: AT, seat: "p1", choice: "move 1", auto: true });
    const line = automaticLine("Ann", "p1");
    for (const audience of AUDIENCES) expect(live.simulator.lines(audience, before)).toEqual([line]);
    apply(live, choice("p2", "move 1"));
    expect(live.simulator.lines("p1", before).filter((text) => text === line)).toHaveLength(1);
  });

  test("that is refused leaves no line behind", async () => {
    const { live } = await open();
    const before = live.simulator.lines("spectator");
    const verdict = apply(live, { kind: "choice", at: AT, seat: "p1", choice: "move 9", auto: true });
    expect(verdict).toMatchObject({ accepted: false, kind: "refused" });
    apply(live, { kind: "chat", at: AT, seat: "p1", text: "hm" });
    expect(live.simulator.lines("spectator")).toEqual([...before, "|c|☆Ann|hm"]);
  });
});

describe("taking a choice back", () => {
  test("leaves the seat to choose again, without a word in the log", async () => {
    const { live } = await open();
    const before = live.simulator.seq("spectator");
    apply(live, choice("p1", "move 1"));
    expect(live.simulator.choice("p1")).toBe("move 1");
    expect(apply(live, { kind: "undo", at: AT, seat: "p1" })).toEqual({ accepted: true, advanced: false });
    expect(live.simulator.choice("p1")).toBeNull();
    expect(live.simulator.seq("spectator")).toBe(before);
    apply(live, choice("p2", "move 1"));
    expect(live.simulator.round).toBe(1);
    expect(apply(live, choice("p1", "move 2"))).toEqual({ accepted: true, advanced: true });
  });

  test("is refused where nothing was chosen, and when the round is over", async () => {
    const { live } = await open();
    const undo: BattleInput = { kind: "undo", at: AT, seat: "p1" };
    const { inputs } = live;
    expect(apply(live, undo)).toMatchObject({ accepted: false, kind: "refused" });
    for (const seat of ["p1", "p2"] as const) apply(live, choice(seat, "move 1"));
    expect(apply(live, undo)).toMatchObject({ accepted: false, kind: "refused" });
    expect(live.inputs).toBe(inputs + 2);
  });

  test("is refused when the choice has told its player something, and the choice stands", async () => {
    const { live } = await facing(BURROWER);
    expect(JSON.stringify(live.simulator.request("p1"))).toContain('"maybeTrapped":true');
    apply(live, choice("p1", "switch 2"));
    expect(apply(live, { kind: "undo", at: AT, seat: "p1" })).toMatchObject({ kind: "refused" });
    expect(live.simulator.choice("p1")).toBe("switch 2");
  });
});

test("a choice that brings hidden trapping to light is unavailable, and updates the request", async () => {
  const { live } = await facing(TRAPPER);
  expect(apply(live, choice("p1", "switch 2"))).toMatchObject({ accepted: false, kind: "unavailable" });
  expect(JSON.stringify(live.simulator.request("p1"))).toContain('"trapped":true');
});

test("what a player says stands in every audience's log, and in nobody's way", async () => {
  const { live } = await open();
  const before = live.simulator.seq("p1");
  for (let number = 1; number <= 1_200; number += 1) {
    apply(live, { kind: "chat", at: AT, seat: "p2", text: `${number} | turn ||` });
  }
  for (const audience of AUDIENCES) {
    expect(live.simulator.lines(audience, before)).toHaveLength(1_200);
    expect(live.simulator.lines(audience, before)[0]).toBe("|c|☆Ben|1 | turn ||");
  }
  // The simulator takes a thousand lines in a row for an endless loop of its own.
  for (const seat of ["p1", "p2"] as const) apply(live, choice(seat, "move 1"));
  expect(live.simulator.round).toBe(2);
});

test("clocks that start and stop are in the log", async () => {
  const { live } = await open();
  for (const on of [false, true]) apply(live, { kind: "timer", at: AT, on });
  expect(live.simulator.lines("spectator").slice(-2)).toEqual([
    "|inactiveoff|The clocks are off.",
    "|inactive|The clocks are on.",
  ]);
});

describe("the end", () => {
  test.each([
    ["forfeit", "|-message|Ann forfeited."],
    ["timeout", "|-message|Ann lost due to inactivity."],
    ["disconnect", "|-message|Ann lost due to inactivity: they did not come back."],
  ] as const)("by %s is the other seat's win, in words", async (reason, words) => {
    const battle = await open();
    await battle.play({ kind: "loss", at: AT, seat: "p1", reason });
    expect(battle.live.simulator.ending).toEqual({ winner: "p2", reason });
    expect(endings(battle)).toEqual(AUDIENCES.map(() => [words, "|", "|win|Ben"]));
    expect(battle.live.simulator.commands().at(-1)).toBe(">forcelose p1");
  });

  test("by agreement is a tie", async () => {
    const battle = await open();
    await battle.play({ kind: "draw", at: AT });
    expect(battle.live.simulator.ending).toEqual({ winner: null, reason: "tie" });
    expect(endings(battle)).toEqual(
      AUDIENCES.map(() => ["|-message|The players agreed to a draw.", "|", "|tie"]),
    );
  });

  test("of a battle that does not count says so", async () => {
    const battle = await open();
    await battle.play({ kind: "void", at: AT, reason: "the simulator failed" });
    expect(battle.live.simulator.ending).toEqual({ winner: null, reason: "void" });
    expect(endings(battle)[0]?.[0]).toBe("|-message|The battle does not count: the simulator failed.");
  });

  test("lets the players talk, and nothing else", async () => {
    const { live } = await open();
    apply(live, { kind: "loss", at: AT, seat: "p1", reason: "forfeit" });
    const after: BattleInput[] = [
      choice("p2", "move 1"),
      { kind: "loss", at: AT, seat: "p2", reason: "forfeit" },
      { kind: "draw", at: AT },
      { kind: "void", at: AT, reason: "late" },
      { kind: "undo", at: AT, seat: "p1" },
      { kind: "timer", at: AT, on: false },
    ];
    for (const input of after) expect(apply(live, input)).toMatchObject({ accepted: false, kind: "refused" });
    expect(apply(live, { kind: "chat", at: AT, seat: "p2", text: "gg" })).toMatchObject({ accepted: true });
    expect(live.simulator.ending).toEqual({ winner: "p2", reason: "forfeit" });
    expect(live.endedAt).toBe(AT);
  });
});

test("an input over which the simulator breaks down is reported, and the battle ends as void as on a rebuild", async () => {
  const battle = await open();
  await battle.round("fault", 1_000);
  const { live } = battle;
  const before = live.simulator.lines("p1");
  await battle.play(choice("p1", "move 1"));
  // A fault of the simulator's own, after it has printed half of a turn and found a winner.
  const inner = live.simulator.battle;
  const fault = () => {
    inner.add("-message", "half a turn");
    inner.win("p1");
    throw new Error("a fault");
  };
  Object.assign(inner, { turnLoop: fault });
  const verdict = await battle.play(choice("p2", "move 1"));
  expect(verdict).toMatchObject({
    accepted: false,
    kind: "failed",
    message: expect.stringContaining("a fault"),
  });
  expect(live.simulator.lines("p1")).toEqual(before);
  const ended = await battle.play({ kind: "void", at: AT, reason: "the simulator failed" });
  expect(ended).toMatchObject({ accepted: true });
  const rebuilt = await battle.reload();
  await recall(battle.storage, rebuilt);
  for (const audience of AUDIENCES) {
    expect(live.simulator.lines(audience)).toEqual(rebuilt.simulator.lines(audience));
  }
  expect(rebuilt.simulator.ending).toEqual({ winner: null, reason: "void" });
  expect(live.simulator.ending).toEqual(rebuilt.simulator.ending);
  expect(live.simulator.commands()).toEqual(rebuilt.simulator.commands());
});
