import { describe, expect, it } from "vitest";
import type { Match } from "../../../party/web/admin/season/data.ts";
import {
  type Choice,
  consequencesOf,
  decisionsFor,
  resultOf,
} from "../../../party/web/admin/season/decision.ts";
import { draw, localMoment, localText, roundTimes, shuffled } from "../../../party/web/admin/season/draw.ts";

const match = (more: Partial<Match> = {}): Match => ({
  id: "m",
  round: 1,
  home_team_id: "h",
  away_team_id: "a",
  status: "scheduled",
  winner_team_id: null,
  home_score: null,
  away_score: null,
  home_games: 0,
  away_games: 0,
  end_type: null,
  dispute_reason: null,
  scheduled_at: null,
  room_id: null,
  ...more,
});
const names = { home: "Rush", away: "Tide" };
const choice = (more: Partial<Choice>): Choice => ({
  decision: "correct",
  winner: "home",
  endType: "win",
  by: "home",
  anew: false,
  ...more,
});

describe("what may be decided about a match", () => {
  it.each([
    ["scheduled", null, ["correct", "forfeit", "dispute", "cancel", "move"]],
    ["in_progress", "b", ["correct", "forfeit", "dispute", "cancel", "reopen", "move"]],
    ["completed", "b", ["correct", "forfeit", "dispute", "cancel", "reopen"]],
    ["disputed", "b", ["correct", "forfeit", "cancel", "reopen"]],
    ["cancelled", null, ["correct", "forfeit", "dispute", "reopen"]],
  ] as const)("that is %s", (status, room_id, decisions) => {
    expect(decisionsFor(match({ status, room_id }))).toEqual(decisions);
  });
});

describe("what follows is said before it is done", () => {
  it("for a correction: who has won, and that what counted before counts no more", () => {
    expect(consequencesOf(match({ status: "completed" }), choice({ winner: "away" }), names)).toEqual([
      "Tide has won, whatever it was before.",
      "The table, statistics and records follow within seconds.",
      "What was announced on Discord is edited, or it is announced now.",
    ]);
  });

  it("for a forfeit: who loses", () => {
    expect(consequencesOf(match(), choice({ decision: "forfeit", by: "away" }), names)[0]).toBe(
      "Tide loses by forfeit, Rush wins.",
    );
    expect(consequencesOf(match(), choice({ decision: "forfeit", by: "both" }), names)[0]).toMatch(
      /both lose/,
    );
  });

  it("for what takes a result back: that it is taken out of everything", () => {
    for (const decision of ["dispute", "cancel", "reopen"] as const) {
      const said = (status: Match["status"]) =>
        consequencesOf(match({ status, room_id: "b" }), choice({ decision }), names).join(" ");
      expect(said("completed")).toMatch(/taken out of the table/);
      expect(said("cancelled")).not.toMatch(/taken out of the table/);
    }
  });

  it("for a match that is being played: that the game goes on and decides nothing", () => {
    const playing = match({ status: "in_progress", room_id: "b" });
    expect(consequencesOf(playing, choice({ decision: "cancel" }), names).at(-1)).toMatch(
      /no longer decides/,
    );
    expect(consequencesOf(playing, choice({ decision: "reopen" }), names).join(" ")).not.toMatch(/goes on/);
  });

  it("and is what is sent: a tie has no winner, and nobody wins when both lose", () => {
    expect(resultOf({ winner: "tie", endType: "forfeit" })).toEqual({ winner: null, end_type: "tie" });
    expect(resultOf({ winner: "both", endType: "win" })).toEqual({ winner: null, end_type: "forfeit" });
    expect(resultOf({ winner: "both", endType: "disconnect" })).toEqual({
      winner: null,
      end_type: "disconnect",
    });
    expect(resultOf({ winner: "away", endType: "timeout" })).toEqual({ winner: "away", end_type: "timeout" });
  });
});

describe("a schedule that is drawn", () => {
  it("has its rounds at the same time of the day, over a change of the clocks too", () => {
    const times = roundTimes("2026-10-18T19:30", 7, 3);
    expect(times).toEqual(["2026-10-18T19:30", "2026-10-25T19:30", "2026-11-01T19:30"]);
    expect(roundTimes("", 7, 2)).toEqual(["", ""]);
    expect(roundTimes("never", 7, 1)).toEqual([""]);
  });

  it("names teams, and a time for each round that has one", () => {
    const { rounds, matches } = draw(["x", "y", "z"], false, ["2026-12-06T18:00", ""]);
    expect(rounds).toHaveLength(3);
    expect(matches.map(({ round }) => round)).toEqual([1, 2, 3]);
    expect(matches.map(({ at }) => at)).toEqual([new Date("2026-12-06T18:00").toISOString(), null, null]);
    expect(new Set(matches.flatMap(({ home, away }) => [home, away]))).toEqual(new Set(["x", "y", "z"]));
  });

  it("keeps a moment through the field that shows it", () => {
    const moment = new Date(2026, 0, 5, 9, 7);
    expect(localText(moment)).toBe("2026-01-05T09:07");
    expect(localMoment(localText(moment))?.getTime()).toBe(moment.getTime());
  });

  it("is shuffled without losing anybody", () => {
    const teams = ["a", "b", "c", "d"];
    expect(shuffled(teams, () => 0)).toEqual(["b", "c", "d", "a"]);
    expect([...shuffled(teams, Math.random)].sort()).toEqual(teams);
    expect(teams).toEqual(["a", "b", "c", "d"]);
  });
});
