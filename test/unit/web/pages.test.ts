import { describe, expect, it } from "vitest";
import { MatchId } from "../../../functions/_shared/schema/ids.ts";
import { ownMatches } from "../../../party/web/home/match-rows.ts";
import { isOpen } from "../../../party/web/home/rows.ts";
import { LINKS, PAGES, pageAt } from "../../../party/web/pages.ts";
import { clockText } from "../../../party/web/ui/time.tsx";

const UUID = "0f8fad5b-d9cb-469f-a165-70867728950e";

describe("a path", () => {
  it.each([
    ["/", { path: "/", params: {} }],
    ["/battle/b-12", { path: "/battle/:id", params: { id: "b-12" } }],
    ["/battle/b-12/", { path: "/battle/:id", params: { id: "b-12" } }],
    ["/teams", { path: "/teams", params: {} }],
    ["/teams/1", null],
    ["/battle", null],
    ["/battle/<script>", null],
    ["/battle/%", null],
    ["/battle/%E0%A4%A", null],
    ["/battle/a/b", null],
    ["/ladder/gen9ou", { path: "/ladder/:format?", params: { format: "gen9ou" } }],
    ["/watch", { path: "/watch", params: {} }],
    ["/replays", { path: "/replays", params: {} }],
    ["/replay/b-12", { path: "/replay/:id", params: { id: "b-12" } }],
    ["/replay/<script>", null],
    ["/replay", null],
    ["/viewer", { path: "/viewer", params: {} }],
    ["/ladder", { path: "/ladder/:format?", params: { format: "" } }],
    ["/ladder/gen9nothing", null],
    ["/leagues", { path: "/leagues", params: {} }],
    ["/league/kanto-2", { path: "/league/:slug", params: { slug: "kanto-2" } }],
    ["/league/Kanto", null],
    [`/season/${UUID}`, { path: "/season/:id/:section?", params: { id: UUID, section: "" } }],
    [`/season/${UUID}/race`, { path: "/season/:id/:section?", params: { id: UUID, section: "race" } }],
    [`/season/${UUID}/nothing`, null],
    ["/season/1", null],
    [`/match/${UUID}`, { path: "/match/:id", params: { id: UUID } }],
    [`/team/${UUID}`, { path: "/team/:id", params: { id: UUID } }],
    [`/player/${UUID}`, { path: "/player/:id", params: { id: UUID } }],
    [`/player/${UUID.toUpperCase()}`, null],
    ["/elsewhere", null],
  ])("%s names its page", (path, named) => {
    const found = pageAt(path);
    expect(found && { path: found.entry.path, params: found.params }).toEqual(named);
  });

  it("is no other page's as well", () => {
    expect(new Set(PAGES.map((page) => page.path)).size).toBe(PAGES.length);
  });

  it.each(LINKS)("$to is a link that leads somewhere", ({ to }) => {
    expect(pageAt(to)).not.toBeNull();
  });
});

describe("a battle that waits", () => {
  const waiting = { status: "waiting", match_id: null, rated: false, bot: null, p2_user: null };

  it("may be joined by anybody when it is a challenge", () => {
    expect(isOpen(waiting)).toBe(true);
  });

  it.each([
    ["has begun", { status: "live" }],
    ["is a match's", { match_id: "m" }],
    ["is rated", { rated: true }],
    ["is practice", { bot: "easy" as const }],
    ["has both players", { p2_user: "u" }],
  ])("may not when it %s", (_why, more) => {
    expect(isOpen({ ...waiting, ...more })).toBe(false);
  });
});

describe("a coach's matches", () => {
  const teams = ["Own", "Red", "Blue"].map((name) => ({ id: name, name, season_id: "s" }));
  const seasons = [{ id: "s", name: "Indigo", format: "gen9ou", best_of: 3 }];
  const match = (number: number, home: string, away: string, more: object = {}) => ({
    id: MatchId.parse(`00000000-0000-4000-8000-00000000000${number}`),
    season_id: "s",
    round: number,
    home_team_id: home,
    away_team_id: away,
    status: "scheduled" as const,
    scheduled_at: null,
    home_games: 0,
    away_games: 0,
    ...more,
  });

  it("are told from the coach's side, what is played first, then the next one", () => {
    const matches = [
      match(1, "Own", "Red"),
      match(2, "Own", "Blue", { scheduled_at: "2026-11-24T19:00:00Z" }),
      match(3, "Red", "Own", { status: "in_progress", home_games: 1 }),
      match(4, "Blue", "Own", { scheduled_at: "2026-11-23T19:00:00Z" }),
    ];
    const own = ownMatches(new Set(["Own"]), matches, teams, seasons);
    expect(own.map(({ round, own: team, opponent }) => [round, team, opponent])).toEqual([
      [3, "Own", "Red"],
      [4, "Own", "Blue"],
      [2, "Own", "Blue"],
      [1, "Own", "Red"],
    ]);
    expect(own[0]).toMatchObject({ games: [0, 1], season: "Indigo", bestOf: 3 });
  });
});

describe("a clock", () => {
  it.each([
    [60, "1:00"],
    [59.2, "1:00"],
    [9, "0:09"],
    [-3, "0:00"],
    [420, "7:00"],
  ])("shows %d seconds as %s", (seconds, text) => {
    expect(clockText(seconds)).toBe(text);
  });
});
