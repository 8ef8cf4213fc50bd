import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type CheckedReplay, checkImport } from "../../../functions/_shared/league/check-import.ts";
import { FormatId, MatchId } from "../../../functions/_shared/schema/ids.ts";
import type { ImportFacts, ImportTerms } from "../../../functions/_shared/schema/imports.ts";

const TERMS: ImportTerms = {
  matchId: MatchId.parse(randomUUID()),
  seasonId: randomUUID(),
  format: FormatId.parse("gen9ou"),
  bestOf: 3,
  startsOn: "2026-11-01",
  endsOn: "2026-12-20",
  scheduledAt: "2026-11-22T12:00:00.000Z",
  opens: "2026-11-22T10:00:00.000Z",
  closes: "2026-11-23T12:00:00.000Z",
  trustsUploads: true,
  seatsSwapped: null,
  strangers: [],
  home: { names: ["ashketchum", "ash2"], roster: ["Great Tusk", "Rotom-Wash", "Urshifu-Rapid-Strike"] },
  away: { names: ["garyoak"], roster: ["Gholdengo", "Flabebe", "Farfetch'd"] },
};
const FACTS: ImportFacts = {
  names: { p1: ["Ash Ketchum"], p2: ["Gary Oak!"] },
  sittings: { p1: [["Ash Ketchum"]], p2: [["Gary Oak!"]] },
  winner: "p1",
  end_type: "win",
  turns: 20,
  format: FormatId.parse("gen9ou"),
  began_at: "2026-11-22T12:05:00.000Z",
  ended_at: "2026-11-22T12:25:00.000Z",
  game: null,
  series: null,
};
const check = (
  facts: Partial<ImportFacts> = {},
  terms: Partial<ImportTerms> = {},
  more: Partial<CheckedReplay> = {},
) =>
  checkImport(
    {
      facts: { ...FACTS, ...seated(facts.names), ...facts },
      species: { p1: [], p2: [] },
      source: "url",
      ...more,
    },
    { ...TERMS, ...terms },
  );
/** All names of a seat are one player's, unless a test says otherwise. */
const seated = (names = FACTS.names) => ({ sittings: { p1: [names.p1], p2: [names.p2] } });
const codes = (...given: Parameters<typeof check>) => check(...given).reasons.map(({ code }) => code);

describe("a replay is checked:", () => {
  test("one that fits has no reasons against it, whichever way round it was played", () => {
    expect(check()).toEqual({ swapped: false, reasons: [] });
    expect(check({ names: { p1: ["GaryOak"], p2: ["x", "ash 2"] } })).toEqual({ swapped: true, reasons: [] });
  });

  test("names must be linked, both of them; one alone tells who sits where", () => {
    const one = check({ names: { p1: ["Misty"], p2: ["Ash Ketchum"] } });
    expect(one.swapped).toBe(true);
    expect(one.reasons).toEqual([
      { code: "PLAYERS_NOT_OF_MATCH", message: "Misty: no linked name of the match's coaches" },
    ]);
    const none = check({ names: { p1: ["Jessie"], p2: ["James"] } });
    expect(none).toMatchObject({
      swapped: null,
      reasons: [{ message: expect.stringContaining("Jessie and James") }],
    });
    const same = check({ names: { p1: ["Ash Ketchum"], p2: ["ash2"] } });
    expect(same).toMatchObject({
      swapped: null,
      reasons: [{ message: "Ash Ketchum and ash2 are names of one coach" }],
    });
  });

  test("a player who takes another name plays on, unless it is somebody else's", () => {
    const renamed = { p1: ["Ash Ketchum", "Ash in disguise"], p2: ["Gary Oak"] };
    const sittings = { p1: [renamed.p1], p2: [renamed.p2] };
    expect(codes({ names: renamed, sittings })).toEqual([]);
    expect(check({ names: renamed, sittings }, { strangers: ["ashindisguise"] }).reasons).toEqual([
      {
        code: "PLAYER_SUBSTITUTED",
        message: "In the home team's seat sat Ash in disguise: no linked name of its coach",
      },
    ]);
    // The other coach's name is somebody else's too, whoever sat where at first.
    const both = { p1: ["Ash Ketchum", "Gary Oak"], p2: ["Gary Oak", "Ash 2"] };
    for (const seatsSwapped of [false, true, null]) {
      const found = codes({ names: both, sittings: { p1: [both.p1], p2: [both.p2] } }, { seatsSwapped });
      expect(found).toEqual(["PLAYER_SUBSTITUTED", "PLAYER_SUBSTITUTED"]);
    }
  });

  test("who comes to a seat that was left has to be linked, and whoever returns is who they were", () => {
    const sat = (...p1: string[][]) => ({
      names: { p1: [...new Set(p1.flat())], p2: ["Gary Oak"] },
      sittings: { p1, p2: [["Gary Oak"]] },
    });
    expect(codes(sat(["Ash Ketchum"], ["ash2"]))).toEqual([]);
    expect(check(sat(["Ash Ketchum"], ["Eve", "Eve the second"], ["Ash Ketchum"], []))).toMatchObject({
      swapped: false,
      reasons: [{ code: "PLAYER_SUBSTITUTED", message: expect.stringContaining("Eve, somebody") }],
    });
    expect(codes(sat(["Eve"], ["Ash Ketchum"]))).toEqual(["PLAYER_SUBSTITUTED"]);
  });

  test.each([
    ["gen9ou", "gen9ou", []],
    ["gen9ou", "gen9oubo3", []],
    ["gen9oubo3", "gen9ou", []],
    ["gen9ou", "gen9oubo5", ["WRONG_FORMAT"]],
    ["gen9ou", "gen9uu", ["WRONG_FORMAT"]],
    ["gen9ou", null, ["WRONG_FORMAT"]],
  ])("in a season of %s a battle of %s has %o against it", (season, format, expected) => {
    expect(
      codes({ format: format === null ? null : FormatId.parse(format) }, { format: FormatId.parse(season) }),
    ).toEqual(expected);
  });

  test.each([
    ["2026-10-31T23:59:59.000Z", ["OLDER_THAN_SEASON"]],
    ["2026-12-21T00:00:00.000Z", ["AFTER_SEASON"]],
    ["2026-11-22T09:59:59.000Z", ["OUTSIDE_WINDOW"]],
    ["2026-11-22T10:00:00.000Z", []],
    ["2026-11-23T12:00:01.000Z", ["OUTSIDE_WINDOW"]],
    [null, ["DATE_UNKNOWN"]],
  ])("played at %s it has %o against it", (began_at, expected) => {
    expect(codes({ began_at })).toEqual(expected);
  });

  test("a match that was put off beyond the season's days is played when it is scheduled", () => {
    const late = {
      scheduledAt: "2026-12-28T12:00:00.000Z",
      opens: "2026-12-28T10:00:00.000Z",
      closes: "2026-12-29T12:00:00.000Z",
    };
    expect(codes({ began_at: "2026-12-28T12:30:00.000Z" }, late)).toEqual([]);
    expect(codes({ began_at: "2026-12-24T12:30:00.000Z" }, late)).toEqual(["AFTER_SEASON"]);
  });

  test("without days or a time nothing is said of when it was played", () => {
    const anytime = { startsOn: null, endsOn: null, scheduledAt: null, closes: null };
    expect(codes({ began_at: null }, anytime)).toEqual([]);
    expect(codes({ began_at: "2020-01-01T00:00:00.000Z" }, anytime)).toEqual([]);
    // On any of the season's days.
    expect(codes({ began_at: "2026-11-30T00:00:00.000Z" }, { scheduledAt: null })).toEqual([]);
  });

  test("Pokémon must be on the roster of who played them, formes folded", () => {
    const species = (p1: string[], p2: string[]) => ({ species: { p1, p2 } });
    const fits = species(
      ["Great Tusk", "Rotom-Wash", "Urshifu"],
      ["Gholdengo", "Flabébé-Blue", "Farfetch’d"],
    );
    expect(codes({}, {}, fits)).toEqual([]);
    expect(check({}, {}, species(["Rotom-Heat", "Rotom-Heat", "Gholdengo"], ["Great Tusk"])).reasons).toEqual(
      [
        { code: "NOT_IN_ROSTER", message: "Not on the home team's roster: Rotom-Heat, Gholdengo" },
        { code: "NOT_IN_ROSTER", message: "Not on the away team's roster: Great Tusk" },
      ],
    );
    const swapped = { names: { p1: ["Gary Oak"], p2: ["Ash Ketchum"] } };
    expect(codes(swapped, {}, species(["Gholdengo"], ["Great Tusk"]))).toEqual([]);
    expect(codes({}, { home: { names: ["ashketchum"], roster: [] } }, species(["Anything"], []))).toEqual([]);
  });

  test("a coach's file waits for an admin where the season says so; what a host publishes does not", () => {
    const strict = { trustsUploads: false };
    expect(codes({}, strict, { source: "upload" })).toEqual(["UPLOAD_UNCONFIRMED"]);
    expect(codes({}, strict, { source: "url" })).toEqual([]);
    expect(codes({}, {}, { source: "upload" })).toEqual([]);
  });

  test("all that does not fit is told at once", () => {
    expect(codes({ format: null, began_at: null, names: { p1: ["a"], p2: ["b"] } })).toEqual([
      "PLAYERS_NOT_OF_MATCH",
      "WRONG_FORMAT",
      "DATE_UNKNOWN",
    ]);
  });
});
