import { type Fixture, MatchesView } from "../../../functions/_shared/schema/league.ts";
import { Fixtures, scoreOf } from "../league/fixtures.tsx";
import { SpoilerToggle, useSpoilerFree } from "../league/spoilers.tsx";
import { useQuery } from "../routes.tsx";
import type { CsvColumn } from "../ui/csv.ts";
import { CsvButton } from "../ui/csv-button.tsx";
import { Nothing } from "../ui/states.tsx";
import { Shown, useLive } from "../ui/view.tsx";
import type { PartProps } from "./part.ts";

/** As many matches of either kind as the view tells of. */
const SHOWN = 100;

/** The season's matches by round, in the viewer's time. */
export function Schedule({ live, season }: PartProps) {
  const view = useLive(live, `matches:${season.season_id}`, MatchesView);
  const [query, change] = useQuery();
  const spoilerFree = useSpoilerFree();
  const team = season.teams.find(({ team_id }) => team_id === query.get("team"))?.team_id ?? "";
  const which = query.get("show") ?? "";
  return (
    <section class="card" aria-labelledby="schedule-title">
      <div class="row between">
        <h2 id="schedule-title">Schedule</h2>
        <Subscriptions seasonId={season.season_id} team={team} />
      </div>
      <div class="row filters">
        <label>
          Team
          <select value={team} onChange={(event) => change({ team: event.currentTarget.value })}>
            <option value="">All teams</option>
            {season.teams.map(({ team_id, team }) => (
              <option key={team_id} value={team_id}>
                {team}
              </option>
            ))}
          </select>
        </label>
        <label>
          Matches
          <select value={which} onChange={(event) => change({ show: event.currentTarget.value })}>
            <option value="">All</option>
            <option value="coming">To come</option>
            <option value="over">Over</option>
          </select>
        </label>
        <SpoilerToggle />
      </div>
      <Shown view={view} what="the schedule" lines={8}>
        {({ matches }) => {
          const shown = matches.filter((match) => isAbout(match, team) && isShown(match, which));
          return (
            <>
              <Bounds matches={matches} />
              {shown.length === 0 ? (
                <Nothing>
                  {matches.length === 0
                    ? "Nothing is scheduled yet. The league's admins make the schedule."
                    : "No match is like that. Choose another team, or all matches."}
                </Nothing>
              ) : (
                <>
                  {roundsOf(shown).map(([round, fixtures]) => (
                    <section key={round} aria-labelledby={`round-${round}`}>
                      <h3 id={`round-${round}`}>Round {round}</h3>
                      <Fixtures fixtures={fixtures} spoilerFree={spoilerFree} />
                    </section>
                  ))}
                  <div class="table-foot">
                    <CsvButton
                      label="the schedule"
                      file={`schedule-${season.slug}`}
                      columns={spoilerFree ? COLUMNS.filter(({ head }) => !SPOILERS.has(head)) : COLUMNS}
                      rows={shown}
                    />
                  </div>
                </>
              )}
            </>
          );
        }}
      </Shown>
    </section>
  );
}

/** Where calendars and feed readers follow the season. */
function Subscriptions({ seasonId, team }: { seasonId: string; team: string }) {
  const base = `/parties/league/all/seasons/${seasonId}`;
  const calendar = team === "" ? `${base}/schedule.ics` : `/parties/league/all/teams/${team}/schedule.ics`;
  return (
    <div class="row small">
      <a href={calendar}>{team === "" ? "Calendar" : "The team's calendar"}</a>
      <a href={`${base}/results.atom`}>Atom</a>
      <a href={`${base}/results.rss`}>RSS</a>
    </div>
  );
}

function Bounds({ matches }: { matches: readonly Fixture[] }) {
  const coming = matches.filter(isComing).length;
  if (coming < SHOWN && matches.length - coming < SHOWN) return null;
  return (
    <p class="muted small">
      This is a long season: the next {SHOWN} matches are shown, and the {SHOWN} that were over last. A team's
      own page has all of its matches.
    </p>
  );
}

function isComing({ status }: Fixture): boolean {
  return status === "scheduled" || status === "in_progress";
}

function isAbout({ home_team_id, away_team_id }: Fixture, team: string): boolean {
  return team === "" || home_team_id === team || away_team_id === team;
}

function isShown(match: Fixture, which: string): boolean {
  return which === "coming" ? isComing(match) : which === "over" ? !isComing(match) : true;
}

function roundsOf(matches: readonly Fixture[]): [number, Fixture[]][] {
  const rounds = new Map<number, Fixture[]>();
  for (const match of matches) rounds.set(match.round, [...(rounds.get(match.round) ?? []), match]);
  return [...rounds].sort(([one], [other]) => one - other);
}

const SPOILERS = new Set(["Score", "Ending"]);

/** A schedule as a file tells it. */
export const COLUMNS: CsvColumn<Fixture>[] = [
  { head: "Round", value: ({ round }) => round },
  { head: "Scheduled (UTC)", value: ({ scheduled_at }) => scheduled_at },
  { head: "Home", value: ({ home }) => home },
  { head: "Away", value: ({ away }) => away },
  { head: "Status", value: ({ status }) => status.replace("_", " ") },
  { head: "Score", value: scoreOf },
  { head: "Ending", value: ({ end_type }) => end_type },
];
