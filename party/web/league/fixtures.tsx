import type { Fixture } from "../../../functions/_shared/schema/league.ts";
import { Link } from "../routes.tsx";
import { Moment } from "../ui/time.tsx";
import { TeamLink } from "./names.tsx";
import { endingOf } from "./words.ts";

interface FixturesProps {
  fixtures: readonly Fixture[];
  /** Whether results are kept from the viewer. */
  spoilerFree: boolean;
}

/** Matches of one round, each with its time in the viewer's zone, its result, and the way to its page. */
export function Fixtures({ fixtures, spoilerFree }: FixturesProps) {
  return (
    <ul class="list fixtures">
      {fixtures.map((fixture) => (
        <li key={fixture.match_id}>
          <Sides fixture={fixture} spoilerFree={spoilerFree} />
          <span class="when small muted">
            <When fixture={fixture} spoilerFree={spoilerFree} />
          </span>
          <Link
            class="button small"
            to={`/match/${fixture.match_id}`}
            aria-label={`${fixture.status === "completed" ? "Report" : "Match"}: ${fixture.home} vs ${fixture.away}`}
          >
            {fixture.status === "completed" ? "Report" : "Match"}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Sides({ fixture, spoilerFree }: { fixture: Fixture; spoilerFree: boolean }) {
  const { home_team_id, home, away_team_id, away, winner_team_id } = fixture;
  const look = (id: string) => (!spoilerFree && winner_team_id === id ? "won" : "");
  return (
    <span class="grow sides">
      <span class={look(home_team_id)}>
        <TeamLink id={home_team_id} name={home} />
      </span>
      <span class="score">{spoilerFree ? "–" : scoreOf(fixture)}</span>
      <span class={look(away_team_id)}>
        <TeamLink id={away_team_id} name={away} />
      </span>
    </span>
  );
}

/** When a match is played, or what became of it. */
function When({ fixture, spoilerFree }: { fixture: Fixture; spoilerFree: boolean }) {
  const { status, scheduled_at, played_at, end_type } = fixture;
  const at = status === "completed" ? (played_at ?? scheduled_at) : scheduled_at;
  return (
    <>
      {at === null ? "no date yet" : <Moment at={at} />}
      {status === "in_progress" && <span class="tag live">in progress</span>}
      {status === "disputed" && <span class="tag">disputed</span>}
      {status === "cancelled" && <span class="tag">cancelled</span>}
      {status === "completed" && !spoilerFree && endingOf(end_type) !== null && (
        <span class="tag">{endingOf(end_type)}</span>
      )}
    </>
  );
}

/** A match's result: games won of a series, Pokémon left of a single game. */
export function scoreOf(fixture: ScoreParts): string {
  const { status, home_games, away_games, home_score, away_score } = fixture;
  if (status === "in_progress" && home_games + away_games > 0) return `${home_games}–${away_games}`;
  if (status !== "completed") return "–";
  if (home_games + away_games > 1) return `${home_games}–${away_games}`;
  return home_score === null || away_score === null ? "–" : `${home_score}–${away_score}`;
}

type ScoreParts = Pick<Fixture, "status" | "home_games" | "away_games" | "home_score" | "away_score">;
