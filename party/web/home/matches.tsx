import { useState } from "preact/hooks";
import { formatName } from "../../../functions/_shared/battle/formats.ts";
import type { Api } from "../api.ts";
import type { Handoffs } from "../handoff.ts";
import type { Live } from "../live.ts";
import { useOpening } from "../play/use-opening.ts";
import { Link } from "../routes.tsx";
import type { Viewer } from "../session/session.ts";
import { Skeleton } from "../ui/states.tsx";
import { Moment } from "../ui/time.tsx";
import { useView } from "../ui/view.tsx";
import { loadOwnMatches, type OwnMatch } from "./match-rows.ts";

interface MatchesProps {
  api: Api;
  live: Live;
  handoffs: Handoffs;
  viewer: Viewer;
}

/** The matches that wait for the viewer; nothing for who coaches no team. */
export function Matches({ api, live, handoffs, viewer }: MatchesProps) {
  const [seasons, setSeasons] = useState<string[]>([]);
  const load = async () => {
    const own = await loadOwnMatches(api, viewer.userId);
    setSeasons(own.seasons);
    return own.matches;
  };
  const tags = seasons.map((season) => `matches:${season}`);
  const view = useView(`matches of ${viewer.userId}`, load, { live, tags, part: (body) => body });
  if (view.error === null && view.data === null) return <Skeleton what="your matches" lines={0} />;
  if (view.error === null && (view.data ?? []).length === 0) return null;
  return (
    <section class="card" aria-labelledby="matches-title">
      <h2 id="matches-title">Your matches</h2>
      {view.error !== null && (
        <p class="notice error" role="alert">
          Cannot load your matches: {view.error}
        </p>
      )}
      <ul class="list">
        {(view.data ?? []).map((match) => (
          <Match key={match.id} api={api} handoffs={handoffs} match={match} />
        ))}
      </ul>
    </section>
  );
}

function Match({ api, handoffs, match }: { api: Api; handoffs: Handoffs; match: OwnMatch }) {
  const { busy, error, open } = useOpening(api, handoffs);
  return (
    <li>
      <div class="grow">
        <div class="names">
          <Link to={`/match/${match.id}`}>
            <bdi>{match.own}</bdi> <span class="muted">vs</span> <bdi>{match.opponent}</bdi>
          </Link>
          {match.status === "in_progress" && <span class="tag live">in progress</span>}
        </div>
        <div class="muted small">
          <Link to={`/season/${match.seasonId}/schedule`}>
            <bdi>{match.season}</bdi>
          </Link>{" "}
          · round {match.round} · {formatName(match.format)}
          {match.bestOf > 1 && ` · best of ${match.bestOf}, ${match.games[0]}–${match.games[1]}`}
        </div>
        {match.scheduledAt !== null && (
          <div class="small">
            <Moment at={match.scheduledAt} />
          </div>
        )}
        {error !== null && (
          <p class="notice error" role="alert">
            Cannot open the match: {error}
          </p>
        )}
      </div>
      <button
        type="button"
        class="primary"
        disabled={busy}
        onClick={() => open({ match_id: match.id }, null)}
        aria-label={`Play ${match.own} vs ${match.opponent}`}
      >
        {busy ? "Opening…" : "Play"}
      </button>
    </li>
  );
}
