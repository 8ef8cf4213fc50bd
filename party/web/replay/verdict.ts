import type { BattleId } from "../../../functions/_shared/schema/ids.ts";
import type { MatchView } from "../../../functions/_shared/schema/pages.ts";
import { scoreOf } from "../league/fixtures.tsx";
import { endingOf } from "../league/words.ts";

/** What became of a battle's match where that is not what the battle came to, in a sentence; `null` where it is. */
export function verdictOn(match: MatchView, id: BattleId): string | null {
  const game = match.games.find(({ battle_id }) => battle_id === id);
  if (game === undefined || game.status === "ended") return null;
  switch (match.status) {
    case "disputed":
      return "The match is disputed: it counts for nobody until the league's admins decide.";
    case "cancelled":
      return "The match is cancelled: this battle counts for nobody.";
    case "scheduled":
    case "in_progress":
      return game.counted ? null : "This battle does not count: the match is played again.";
    case "completed": {
      const seat =
        { [match.home.team_id]: "p1", [match.away.team_id]: "p2" }[match.winner_team_id ?? ""] ?? null;
      const same =
        game.winner_seat === seat &&
        game.end_type === match.end_type &&
        game.p1_score === match.home_score &&
        game.p2_score === match.away_score;
      if (!game.counted) return `This battle does not count for the match: ${resultOf(match)}.`;
      return match.best_of > 1 || same ? null : `The match was decided otherwise: ${resultOf(match)}.`;
    }
  }
}

function resultOf(match: MatchView): string {
  const { home, away, winner_team_id, end_type } = match;
  const how = endingOf(end_type);
  if (winner_team_id === null)
    return end_type === "tie" ? "a tie" : `both lose${how === null ? "" : ` ${how}`}`;
  const winner = winner_team_id === home.team_id ? home.team : away.team;
  return `${winner} won ${scoreOf(match)}${how === null ? "" : ` ${how}`}`;
}
