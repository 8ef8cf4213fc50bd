import type { BattleId } from "../../../functions/_shared/schema/ids.ts";
import { MatchView } from "../../../functions/_shared/schema/pages.ts";
import { useSpoilerFree } from "../league/spoilers.tsx";
import type { Live } from "../live.ts";
import { Link } from "../routes.tsx";
import { useLive } from "../ui/view.tsx";
import { verdictOn } from "./verdict.ts";

interface ReplayMatchProps {
  live: Live;
  matchId: string;
  id: BattleId;
}

/** The match that a replay is of, and what became of it where the battle alone does not tell. */
export function ReplayMatch({ live, matchId, id }: ReplayMatchProps) {
  const { data: match } = useLive(live, `match:${matchId}`, MatchView);
  const spoilerFree = useSpoilerFree();
  if (match === null) return null;
  const verdict = spoilerFree ? null : verdictOn(match, id);
  return (
    <p class="replay-match">
      <Link to={`/match/${matchId}`}>
        <bdi>{match.home.team}</bdi> vs <bdi>{match.away.team}</bdi>
      </Link>
      {verdict !== null && (
        <>
          {" · "}
          <bdi>{verdict}</bdi>
        </>
      )}
    </p>
  );
}
