import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseReplay } from "../../../functions/_shared/battle/parse.ts";
import { readReplay } from "../../../functions/_shared/battle/read-replay.ts";
import { type PokemonRef, Summary } from "../../../functions/_shared/schema/battle.ts";

const FOLDER = `${import.meta.dirname}/../../fixtures/replays`;
const LOGS = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".log"))
  .map((name) => readFileSync(`${FOLDER}/${name}`, "utf8").trimEnd().split("\n"));

/** Reads a log, whole or not, as one of a battle that counts for nobody: whatever is ok must hold together. */
function check(lines: readonly string[], endType?: "void"): void {
  const result = parseReplay(lines.join("\n"), endType ? { endType } : {});
  if (!result.ok) {
    expect(result.error.line).toBeLessThanOrEqual(lines.length);
    expect(result.error.message).not.toBe("");
    return;
  }
  const summary = Summary.parse(result.summary);
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  for (const seat of ["p1", "p2"] as const) {
    const { pokemon, fainted, teamSize, active } = summary.players[seat];
    const foes = summary.players[seat === "p1" ? "p2" : "p1"].pokemon;
    const faints = summary.faints.filter(({ victim }) => victim.seat === seat);
    expect(sum(pokemon.map((one) => one.faints))).toBe(faints.length);
    expect(sum(pokemon.map((one) => one.faints - one.revivals))).toBeGreaterThanOrEqual(fainted);
    expect(fainted).toBeLessThanOrEqual(teamSize);
    // Whoever dealt it, somebody took it; two decimals are kept of each.
    const dealt = sum(pokemon.map((one) => one.damageDealt));
    expect(dealt).toBeLessThanOrEqual(sum(foes.map((one) => one.damageTaken)) + 1);
    for (const index of active) expect(pokemon[index]?.sentOut).toBeGreaterThan(0);
    for (const one of pokemon) {
      expect(one.turnsActive).toBeLessThanOrEqual(summary.turns);
      if (one.sentOut === 0)
        expect(one).toMatchObject({ turnsActive: 0, damageTaken: 0, moves: [], faints: 0 });
    }
  }
  const isThere = ({ seat, index }: PokemonRef) => index < summary.players[seat].pokemon.length;
  for (const { victim, by, confidence, turn } of summary.faints) {
    expect(isThere(victim) && (by === null || isThere(by))).toBe(true);
    if (by === null) expect(confidence).toBe("ambiguous");
    expect(turn).toBeLessThanOrEqual(summary.turns);
  }
}

const log = fc.constantFrom(...LOGS);

describe("a log that something was done to is read without a throw, and what is read of it holds together", () => {
  test("its end is missing", () => {
    fc.assert(
      fc.property(log, fc.nat(), (lines, at) => check(lines.slice(0, at % lines.length), "void")),
      {
        numRuns: 300,
      },
    );
  });

  test("lines are missing, doubled, moved or of another log", () => {
    const change = fc.record({
      kind: fc.constantFrom("drop", "double", "move", "strange"),
      at: fc.nat(),
      to: fc.nat(),
      stranger: log,
    });
    fc.assert(
      fc.property(log, fc.array(change, { minLength: 1, maxLength: 8 }), (lines, changes) => {
        const changed = [...lines];
        for (const { kind, at, to, stranger } of changes) {
          const [from, target] = [at % changed.length, to % changed.length];
          const line = changed[from] ?? "";
          if (kind === "drop") changed.splice(from, 1);
          else if (kind === "double") changed.splice(from, 0, line);
          else if (kind === "move") changed.splice(target, 0, ...changed.splice(from, 1));
          else changed.splice(from, 0, stranger[to % stranger.length] ?? "");
        }
        check(changed, "void");
        check(changed);
      }),
      { numRuns: 400 },
    );
  });

  test("words of its lines are others", () => {
    const word = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        "p1a: ",
        "p2c: Zed",
        "p1: Ann",
        "p3a: Zed",
        "0 fnt",
        "1/0",
        "NaN/100",
        "[of] ",
        "[from] ",
        "-1",
        "9999",
      ),
    );
    const change = fc.record({ at: fc.nat(), part: fc.nat(5), word });
    fc.assert(
      fc.property(log, fc.array(change, { minLength: 1, maxLength: 8 }), (lines, changes) => {
        const changed = [...lines];
        for (const { at, part, word } of changes) {
          const words = (changed[at % changed.length] ?? "").split("|");
          words[part] = word;
          changed[at % changed.length] = words.join("|");
        }
        check(changed, "void");
      }),
      { numRuns: 400 },
    );
  });
});

test("lines in no order at all hold together too", () => {
  const ident = fc.constantFrom("p1a: A", "p1b: B", "p2a: A", "p2b: C", "p1: A", "p2: C", "");
  const effect = fc.constantFrom(
    ...[
      "psn",
      "brn",
      "Leech Seed",
      "Spikes",
      "move: Stealth Rock",
      "move: Future Sight",
      "perish3",
      "perish0",
    ],
    ...[
      "item: Life Orb",
      "ability: Iron Barbs",
      "confusion",
      "Recoil",
      "Sandstorm",
      "move: Whirlpool",
      "Bide",
    ],
    ...["move: Destiny Bond", "move: Court Change", "move: Powder", "ability: Toxic Debris", "Curse"],
  );
  const condition = fc.constantFrom("100/100", "50/100 psn", "31/48", "0 fnt", "7/321 tox");
  const details = fc.constantFrom("Ho-Oh, M", "Zoroark, L80", "Blissey", "Blissey, L80, F", "Arceus-*");
  const line = fc.oneof(
    fc.tuple(fc.constantFrom("switch", "drag"), ident, details, condition),
    fc.tuple(fc.constantFrom("replace"), ident, details),
    fc.tuple(fc.constantFrom("move"), ident, fc.constantFrom("Tackle", "Baton Pass", "Explosion"), ident),
    fc.tuple(
      fc.constantFrom("-damage", "-heal", "-sethp"),
      ident,
      condition,
      effect.map((name) => `[from] ${name}`),
    ),
    fc.tuple(fc.constantFrom("-damage"), ident, condition),
    fc.tuple(fc.constantFrom("-start", "-end", "-activate", "-singleturn", "-ability"), ident, effect),
    fc.tuple(fc.constantFrom("-status"), ident, fc.constantFrom("psn", "brn", "tox", "slp")),
    fc.tuple(fc.constantFrom("-sidestart", "-sideend"), fc.constantFrom("p1: Ann", "p2: Bob", "p9"), effect),
    fc.tuple(fc.constantFrom("-weather"), fc.constantFrom("Sandstorm", "none")),
    fc.tuple(fc.constantFrom("faint", "-crit", "-miss"), ident),
    fc.tuple(fc.constantFrom("swap"), ident, fc.constantFrom("0", "1", "2", "7")),
    fc.tuple(fc.constantFrom("upkeep", "split", "cant")),
  );
  const head = [
    "|player|p1|Ann|1|",
    "|player|p2|Bob|2|",
    "|gen|9",
    "|poke|p1|Blissey, F|",
    "|poke|p1|Zorua|",
  ];
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), fc.nat(3), (lines, turns) => {
      const leads = ["p1a: A", "p1b: B", "p2a: A", "p2b: C"].map((lead) => `|switch|${lead}|Blissey|100/100`);
      const counted = Array.from({ length: turns }, (_, turn) => `|turn|${turn + 1}`);
      check([...head, ...leads, ...counted, ...lines.map((words) => `|${words.join("|")}`)], "void");
    }),
    { numRuns: 1500 },
  );
});

test("whatever a replay file holds, it is read or refused", () => {
  const content = fc.oneof(
    fc.string({ maxLength: 400 }),
    fc.uint8Array({ maxLength: 400 }),
    fc.json(),
    fc.string({ maxLength: 200 }).map((text) => `<script class="battle-log-data">${text}</script>`),
    fc.record({ log: fc.anything() }).map((file) => JSON.stringify(file) ?? ""),
  );
  fc.assert(
    fc.property(content, fc.constantFrom(undefined, "log", "json", "html"), (file, kind) => {
      const result = readReplay(file, kind);
      if (result.ok) expect(parseReplay(result.file.log)).toHaveProperty("ok");
      else expect(result.error.message).toMatch(/^Cannot|^A replay/);
    }),
    { numRuns: 500 },
  );
});
