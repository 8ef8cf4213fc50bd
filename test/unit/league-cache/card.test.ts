import { describe, expect, it } from "vitest";
import { BattleView } from "../../../functions/_shared/schema/pages.ts";
import { sourceOf } from "../../../party/league/files/card.ts";

const id = "00000000-0000-4000-8000-000000000001";

const BATTLE = BattleView.parse({
  ...{ follows: ["battles"], id: "b-1", format: "gen9ou", status: "completed", match_id: null, rated: true },
  ...{ bot: null, p1_name: "Ann", p2_name: "Bob", winner_seat: "p2", end_type: "win", turns: 23 },
  ...{ p1_score: 0, p2_score: 2, ended_at: "2026-12-01T18:40:00Z" },
});
const SIDE = { user_id: null, player: null, roster: [] };
const MATCH = {
  ...{ season_id: id, season: "Indigo", league: "Kanto", slug: "kanto", format: "gen9ou", best_of: 1 },
  ...{ follows: [], match_id: id, round: 2, status: "completed", dispute_reason: null },
  home_team_id: "h",
  away_team_id: "a",
  home: { ...SIDE, team_id: "h", team: "Reds" },
  away: { ...SIDE, team_id: "a", team: "Blues" },
  ...{ winner_team_id: "h", home_games: 1, away_games: 0, home_score: 3, away_score: 0, end_type: "win" },
  ...{ scheduled_at: null, played_at: null, revision: 0, revised_at: "2026-11-01T10:00:00Z" },
  ...{ games: [], report: null, kos: [] },
};

const cardAt = (path: string, body: unknown) => {
  const made = sourceOf(path)?.card(body);
  if (!made) throw new Error(`no card of ${path}`);
  return made;
};

describe("what a shared link tells", () => {
  it.each([
    [{}, "Ann 0–2 Bob", "Bob won after 23 turns: the replay. Gen 9 OU, rated."],
    [
      { end_type: "forfeit", p1_score: null, turns: 1 },
      "Ann vs Bob",
      "Bob won by forfeit after 1 turn: the replay. Gen 9 OU, rated.",
    ],
    [
      { winner_seat: null, end_type: "tie" },
      "Ann 0–2 Bob",
      "Nobody won after 23 turns: the replay. Gen 9 OU, rated.",
    ],
    [{ status: "live" }, "Ann vs Bob", "Gen 9 OU, rated: live now."],
  ])("of a battle that is %j", (more, title, description) => {
    expect(cardAt("/replay/b-1", { ...BATTLE, ...more })).toEqual({ title, description, feed: null });
  });

  it.each([
    [{}, "Reds 3–0 Blues", "Reds won. Round 2 of Indigo, Kanto · Gen 9 OU"],
    [
      { end_type: "forfeit", home_score: null, winner_team_id: "a" },
      "Reds vs Blues",
      "Blues won by forfeit. Round 2 of Indigo, Kanto · Gen 9 OU",
    ],
    [{ home_games: 2, away_games: 1 }, "Reds 2–1 Blues", "Reds won. Round 2 of Indigo, Kanto · Gen 9 OU"],
    [
      { status: "disputed", winner_team_id: null },
      "Reds vs Blues",
      "Disputed. Round 2 of Indigo, Kanto · Gen 9 OU",
    ],
    [
      { status: "scheduled", winner_team_id: null },
      "Reds vs Blues",
      "To be played. Round 2 of Indigo, Kanto · Gen 9 OU",
    ],
  ])("of a match that is %j", (more, title, description) => {
    expect(cardAt(`/match/${id}`, { ...MATCH, ...more })).toMatchObject({ title, description });
  });
});
