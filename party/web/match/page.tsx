import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { MatchView } from "../../../functions/_shared/schema/pages.ts";
import { scoreOf } from "../league/fixtures.tsx";
import { PlayerLink, TeamLink } from "../league/names.tsx";
import { SpoilerToggle, useSpoilerFree } from "../league/spoilers.tsx";
import { endingOf } from "../league/words.ts";
import { Link } from "../routes.tsx";
import { Roster } from "../season/teams.tsx";
import type { PageProps } from "../site.ts";
import { PageHeading } from "../ui/heading.tsx";
import { Moment } from "../ui/time.tsx";
import { Shown, useLive } from "../ui/view.tsx";
import { Games } from "./games.tsx";
import { Kos } from "./kos.tsx";
import { Report } from "./report.tsx";

/** A match: who meets, what came of it, and how, game by game and KO by KO. */
export function MatchPage({ live, params }: PageProps) {
  const view = useLive(live, `match:${params.id ?? ""}`, MatchView);
  const spoilerFree = useSpoilerFree();
  return (
    <Shown view={view} what="the match" lines={10} missing={<NoMatch />}>
      {(match) => (
        <>
          <PageHeading
            title={`${match.home.team} vs ${match.away.team}`}
            about={
              <>
                Round {match.round} ·{" "}
                <Link to={`/season/${match.season_id}`}>
                  <bdi>{match.season}</bdi>
                </Link>
                , <bdi>{match.league}</bdi> · {formatName(match.format)}
                {match.best_of > 1 && ` · best of ${match.best_of}`}
              </>
            }
            actions={<SpoilerToggle />}
          >
            <bdi>{match.home.team}</bdi> <span class="muted">vs</span> <bdi>{match.away.team}</bdi>
          </PageHeading>
          <div class="stack">
            <Result match={match} spoilerFree={spoilerFree} />
            <Games match={match} spoilerFree={spoilerFree} />
            {!spoilerFree && match.report !== null && <Report match={match} report={match.report} />}
            {!spoilerFree && <Kos match={match} />}
            <Rosters match={match} />
          </div>
        </>
      )}
    </Shown>
  );
}

const STATES: Readonly<Record<MatchView["status"], string>> = {
  scheduled: "Not played yet",
  in_progress: "In progress",
  completed: "Over",
  disputed: "Disputed: it counts for nobody until the league's admins decide",
  cancelled: "Cancelled",
};

function Result({ match, spoilerFree }: { match: MatchView; spoilerFree: boolean }) {
  const { home, away, status, winner_team_id, scheduled_at, played_at, end_type, dispute_reason } = match;
  const hides = spoilerFree && (status === "completed" || status === "in_progress");
  const at = played_at ?? scheduled_at;
  return (
    <section class="card result" aria-label="Result">
      <Side side={home} won={!hides && winner_team_id === home.team_id} />
      <p class="big score">
        {hides ? <span class="muted">hidden</span> : scoreOf(match)}
        {!hides && endingOf(end_type) !== null && <span class="small muted">{endingOf(end_type)}</span>}
      </p>
      <Side side={away} won={!hides && winner_team_id === away.team_id} />
      <p class="small muted when">
        {STATES[status]}
        {at !== null && (
          <>
            {" "}
            · <Moment at={at} />
          </>
        )}
        {status === "disputed" && dispute_reason !== null && (
          <>
            {" "}
            · <bdi>{dispute_reason}</bdi>
          </>
        )}
      </p>
    </section>
  );
}

function Side({ side, won }: { side: MatchView["home"]; won: boolean }) {
  return (
    <div class={won ? "contender won" : "contender"}>
      <strong>
        <TeamLink id={side.team_id} name={side.team} />
      </strong>
      <span class="small">
        <PlayerLink id={side.user_id} name={side.player} />
      </span>
      {won && <span class="tag">winner</span>}
    </div>
  );
}

function Rosters({ match }: { match: MatchView }) {
  return (
    <section class="card" aria-labelledby="rosters-title">
      <h2 id="rosters-title">Rosters</h2>
      <div class="columns">
        {[match.home, match.away].map((side) => (
          <div key={side.team_id} class="stack">
            <h3>
              <TeamLink id={side.team_id} name={side.team} />
            </h3>
            {side.roster.length === 0 ? (
              <p class="muted small">No Pokémon drafted.</p>
            ) : (
              <Roster species={side.roster} />
            )}
          </div>
        ))}
      </div>
    </section>
  );
}

function NoMatch() {
  return (
    <section class="card">
      <PageHeading title="No such match" />
      <p>
        There is no match at this address. <Link to="/leagues">See all leagues</Link>.
      </p>
    </section>
  );
}
