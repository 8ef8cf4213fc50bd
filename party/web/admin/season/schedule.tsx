import { useState } from "preact/hooks";
import { Nothing } from "../../ui/states.tsx";
import { Moment } from "../../ui/time.tsx";
import type { Match, SeasonPart, Team } from "./data.ts";
import { DecideDialog } from "./decide.tsx";
import { DrawForm } from "./draw-form.tsx";

/** A season's matches, round by round, and what an admin decides about them; before there are any, the draw. */
export function ScheduleTab({ api, data: { season, teams, matches }, mayChange, reload }: SeasonPart) {
  const [drawing, setDrawing] = useState(false);
  const [decided, setDecided] = useState<Match | null>(null);
  const names = new Map(teams.map(({ id, name }) => [id, name]));
  const begun = matches.some(({ status }) => status !== "scheduled");
  if (mayChange && teams.length >= 2 && (matches.length === 0 || drawing)) {
    return (
      <DrawForm
        api={api}
        seasonId={season.id}
        teams={teams}
        replaced={matches.length}
        done={() => {
          setDrawing(false);
          reload();
        }}
        {...(drawing && { cancel: () => setDrawing(false) })}
      />
    );
  }
  if (matches.length === 0) {
    return (
      <section class="card">
        <Nothing>
          No match is scheduled.{" "}
          {mayChange && teams.length < 2 && "Import two teams or more, then draw a round-robin here."}
        </Nothing>
      </section>
    );
  }
  return (
    <section class="card" aria-labelledby="schedule-title">
      <div class="row between">
        <h2 id="schedule-title">{matches.length} matches</h2>
        {mayChange && !begun && (
          <button type="button" onClick={() => setDrawing(true)}>
            Draw another schedule
          </button>
        )}
      </div>
      {roundsOf(matches).map(([round, played]) => (
        <section key={round} aria-labelledby={`round-${round}`}>
          <h3 id={`round-${round}`}>Round {round}</h3>
          <ul class="list">
            {played.map((match) => (
              <MatchLine
                key={match.id}
                match={match}
                names={names}
                mayChange={mayChange}
                decide={() => setDecided(match)}
              />
            ))}
            <Byes teams={teams} played={played} />
          </ul>
        </section>
      ))}
      {decided !== null && (
        <DecideDialog
          api={api}
          match={decided}
          bestOf={season.best_of}
          names={{
            home: names.get(decided.home_team_id) ?? "Home",
            away: names.get(decided.away_team_id) ?? "Away",
          }}
          close={() => setDecided(null)}
          done={() => {
            setDecided(null);
            reload();
          }}
        />
      )}
    </section>
  );
}

function roundsOf(matches: readonly Match[]): [number, Match[]][] {
  const rounds = new Map<number, Match[]>();
  for (const match of matches) rounds.set(match.round, [...(rounds.get(match.round) ?? []), match]);
  return [...rounds];
}

/** Who does not play in a round of an odd number of teams. */
function Byes({ teams, played }: { teams: readonly Team[]; played: readonly Match[] }) {
  const playing = new Set(played.flatMap(({ home_team_id, away_team_id }) => [home_team_id, away_team_id]));
  const free = teams.filter(({ id }) => !playing.has(id));
  if (teams.length % 2 === 0 || free.length !== 1) return null;
  return (
    <li class="muted">
      <span>
        <bdi>{free[0]?.name}</bdi> has a bye
      </span>
    </li>
  );
}

interface MatchLineProps {
  match: Match;
  names: ReadonlyMap<string, string>;
  mayChange: boolean;
  decide: () => void;
}

function MatchLine({ match, names, mayChange, decide }: MatchLineProps) {
  const [home, away] = [names.get(match.home_team_id) ?? "?", names.get(match.away_team_id) ?? "?"];
  return (
    <li>
      <div class="grow">
        <div class="names">
          <Side name={home} won={match.winner_team_id === match.home_team_id} />{" "}
          <span class="score">{scoreOf(match)}</span>{" "}
          <Side name={away} won={match.winner_team_id === match.away_team_id} />
        </div>
        <div class="muted small">
          {STATUS[match.status]}
          {match.status === "completed" &&
            match.end_type !== null &&
            match.end_type !== "win" &&
            `: ${match.end_type}`}
          {match.scheduled_at !== null && (
            <>
              {" "}
              · <Moment at={match.scheduled_at} />
            </>
          )}
        </div>
        {match.dispute_reason !== null && (
          <div class="small">
            Disputed: <bdi>{match.dispute_reason}</bdi>
          </div>
        )}
      </div>
      {mayChange && (
        <button type="button" aria-label={`Decide about ${home} vs ${away}`} onClick={decide}>
          Decide…
        </button>
      )}
    </li>
  );
}

function Side({ name, won }: { name: string; won: boolean }) {
  return won ? (
    <strong>
      <bdi>{name}</bdi>
      <span class="hidden"> (winner)</span>
    </strong>
  ) : (
    <bdi>{name}</bdi>
  );
}

const STATUS = {
  scheduled: "Not played yet",
  in_progress: "Being played",
  completed: "Played",
  disputed: "Disputed",
  cancelled: "Cancelled",
};

function scoreOf({ home_score, away_score }: Match): string {
  return home_score === null || away_score === null ? "vs" : `${home_score}–${away_score}`;
}
