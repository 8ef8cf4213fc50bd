import { describe, expect, it } from "vitest";
import { BattleId } from "../../../functions/_shared/schema/ids.ts";
import type { MatchView } from "../../../functions/_shared/schema/pages.ts";
import { verdictOn } from "../../../party/web/replay/verdict.ts";

const id = BattleId.parse("match-abc");
type Game = MatchView["games"][number];

/** Home has won the battle, three to nothing. */
function matchOf(changes: Partial<MatchView> = {}, game: Partial<Game> = {}): MatchView {
  return {
    status: "completed",
    best_of: 1,
    winner_team_id: "h",
    end_type: "win",
    home_score: 3,
    away_score: 0,
    home_games: 1,
    away_games: 0,
    home: { team_id: "h", team: "Cats" },
    away: { team_id: "a", team: "Dogs" },
    games: [
      {
        battle_id: id,
        status: "completed",
        winner_seat: "p1",
        end_type: "win",
        p1_score: 3,
        p2_score: 0,
        counted: true,
        ...game,
      },
    ],
    ...changes,
  } as MatchView;
}

describe("beside a replay, of its match", () => {
  it("nothing is told where it came to the same, or is not over yet", () => {
    expect(verdictOn(matchOf(), id)).toBeNull();
    expect(verdictOn(matchOf({}, { status: "ended", counted: false }), id)).toBeNull();
    expect(verdictOn(matchOf({ status: "in_progress", best_of: 3 }), id)).toBeNull();
    expect(verdictOn(matchOf({ games: [] }), id)).toBeNull();
  });

  it.each<[string, Partial<MatchView>, string]>([
    [
      "was corrected",
      { winner_team_id: "a", home_score: 0, away_score: 2, home_games: 0, away_games: 1 },
      "The match was decided otherwise: Dogs won 0–2.",
    ],
    [
      "was forfeited",
      { winner_team_id: "a", end_type: "forfeit", home_games: 0, away_games: 1 },
      "The match was decided otherwise: Dogs won 3–0 by forfeit.",
    ],
    ["was won by fewer", { home_score: 1 }, "The match was decided otherwise: Cats won 1–0."],
    [
      "is lost to both",
      { winner_team_id: null, end_type: "forfeit", home_games: 0 },
      "The match was decided otherwise: both lose by forfeit.",
    ],
    ["is a tie", { winner_team_id: null, end_type: "tie" }, "The match was decided otherwise: a tie."],
    [
      "is disputed",
      { status: "disputed" },
      "The match is disputed: it counts for nobody until the league's admins decide.",
    ],
    ["is cancelled", { status: "cancelled" }, "The match is cancelled: this battle counts for nobody."],
  ])("that it %s", (_, match, told) => {
    expect(verdictOn(matchOf(match), id)).toBe(told);
  });

  it("that it is played again, or that another battle counts for it", () => {
    const taken = { status: "void", counted: false } as const;
    const again = "This battle does not count: the match is played again.";
    expect(verdictOn(matchOf({ status: "scheduled" }, taken), id)).toBe(again);
    expect(verdictOn(matchOf({ status: "in_progress" }, taken), id)).toBe(again);
    const another = "This battle does not count for the match: Cats won";
    expect(verdictOn(matchOf({ best_of: 3, home_games: 2, away_games: 1 }, taken), id)).toBe(
      `${another} 2–1.`,
    );
    expect(verdictOn(matchOf({}, taken), id)).toBe(`${another} 3–0.`);
  });
});
