import type { StatView } from "../../../functions/_shared/schema/stats.ts";
import { PlayerLink, TeamLink } from "../league/names.tsx";
import { categoryTitle, categoryValue, plural } from "../league/words.ts";
import { Link } from "../routes.tsx";
import { CsvButton } from "../ui/csv-button.tsx";
import { SpeciesIcon } from "../ui/species-icon.tsx";
import { Nothing } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { Moment } from "../ui/time.tsx";
import { Shown } from "../ui/view.tsx";
import type { PartProps } from "./part.ts";
import { useStat } from "./stat.ts";

type Honour = Extract<StatView, { stat: "honour_roll" }>["rows"][number];
type Best = Extract<StatView, { stat: "personal_bests" }>["rows"][number];
type Report = Extract<StatView, { stat: "match_report" }>["rows"][number];

/** Places that are shown of an honour. */
const PLACES = 3;

/** The season's honours, its players' bests, and the reports of its matches. */
export function Records(props: PartProps) {
  return (
    <>
      <Honours {...props} />
      <Bests {...props} />
      <Reports {...props} />
    </>
  );
}

function Honours({ live, season }: PartProps) {
  const view = useStat(live, season.season_id, "honour_roll");
  return (
    <section class="stack" aria-labelledby="honours-title">
      <h2 id="honours-title">Honour roll</h2>
      <Shown view={view} what="the honour roll" lines={6}>
        {({ rows }) =>
          rows.length === 0 ? (
            <div class="card">
              <Nothing>Nothing has been played yet. Honours are given with the first result.</Nothing>
            </div>
          ) : (
            <>
              <div class="cards">
                {groupsOf(rows).map(([honour, lines]) => (
                  <article key={honour} class="card">
                    <h3>{categoryTitle(honour)}</h3>
                    <ol class="places">
                      {lines.slice(0, PLACES).map((line) => (
                        <li key={line.team_id}>
                          <Winner line={line} />
                        </li>
                      ))}
                    </ol>
                  </article>
                ))}
              </div>
              <div class="table-foot">
                <CsvButton
                  label="the honour roll"
                  file={`honours-${season.slug}`}
                  columns={[
                    { head: "Honour", value: ({ honour }: Honour) => categoryTitle(honour) },
                    { head: "Rank", value: ({ rank }) => rank },
                    { head: "Team", value: ({ team }) => team },
                    { head: "Player", value: ({ player }) => player },
                    { head: "Value", value: ({ value }) => value },
                    { head: "Pokémon", value: ({ species }) => species },
                  ]}
                  rows={rows}
                />
              </div>
            </>
          )
        }
      </Shown>
    </section>
  );
}

function Winner({ line }: { line: Honour }) {
  const value = categoryValue(line.honour, line.value);
  return (
    <>
      <span class="muted number">{line.rank}</span>
      <span class="grow">
        <TeamLink id={line.team_id} name={line.team} />
        {line.species !== null && (
          <span class="muted small species">
            {" "}
            <SpeciesIcon species={line.species} decorative={true} /> {line.species}
          </span>
        )}
      </span>
      {line.match_id === null ? (
        <span>{value}</span>
      ) : (
        <Link to={`/match/${line.match_id}`} aria-label={`${value}: see the match`}>
          {value}
        </Link>
      )}
    </>
  );
}

function groupsOf(rows: readonly Honour[]): [string, Honour[]][] {
  const groups = new Map<string, Honour[]>();
  for (const row of rows) groups.set(row.honour, [...(groups.get(row.honour) ?? []), row]);
  return [...groups];
}

function Bests({ live, season, viewerId }: PartProps) {
  const view = useStat(live, season.season_id, "personal_bests");
  return (
    <section class="card" aria-labelledby="bests-title">
      <h2 id="bests-title">Personal bests</h2>
      <p class="muted small">Of the league's players, in all of its seasons.</p>
      <Shown view={view} what="the personal bests" lines={6}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing>Nobody has played in this league yet.</Nothing>
          ) : (
            <Table
              caption="Personal bests"
              captionHidden={true}
              columns={BESTS}
              rows={rows}
              rowKey={({ user_id, category }) => `${user_id} ${category}`}
              own={({ user_id }) => user_id === viewerId}
              file={`bests-${season.slug}`}
            />
          )
        }
      </Shown>
    </section>
  );
}

const BESTS: Column<Best>[] = [
  {
    key: "player",
    head: "Player",
    kind: "subject",
    value: ({ player }) => player,
    cell: ({ user_id, player }) => <PlayerLink id={user_id} name={player} />,
  },
  { key: "category", head: "Best", kind: "text", value: ({ category }) => categoryTitle(category) },
  {
    key: "value",
    head: "Value",
    value: ({ value }) => value,
    cell: ({ category, value }) => categoryValue(category, value),
    sort: null,
  },
  { key: "species", head: "Pokémon", kind: "text", value: ({ species }) => species },
  {
    key: "season",
    head: "Season",
    kind: "text",
    value: ({ season }) => season,
    cell: ({ season }) => <bdi>{season}</bdi>,
  },
  {
    key: "match",
    head: "Match",
    kind: "text",
    value: ({ match_id }) => match_id,
    cell: ({ match_id, player, category }) => (
      <Link to={`/match/${match_id}`} aria-label={`See it: ${player}, ${categoryTitle(category)}`}>
        See it
      </Link>
    ),
    sort: null,
  },
];

function Reports({ live, season }: PartProps) {
  const view = useStat(live, season.season_id, "match_report");
  return (
    <section class="card" aria-labelledby="reports-title">
      <h2 id="reports-title">Match reports</h2>
      <Shown view={view} what="the match reports" lines={6}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing>No match is over yet.</Nothing>
          ) : (
            <Table
              caption="The latest hundred matches"
              columns={REPORTS}
              rows={rows}
              rowKey={({ match_id }) => match_id}
              file={`reports-${season.slug}`}
            />
          )
        }
      </Shown>
    </section>
  );
}

const REPORTS: Column<Report>[] = [
  { key: "round", head: "R", title: "Round", value: ({ round }) => round },
  {
    key: "match",
    head: "Match",
    kind: "subject",
    value: ({ home, away }) => `${home} – ${away}`,
    cell: ({ match_id, home, away }) => (
      <Link to={`/match/${match_id}`}>
        <bdi>{home}</bdi> – <bdi>{away}</bdi>
      </Link>
    ),
  },
  {
    key: "score",
    head: "Score",
    title: "Pokémon left",
    value: ({ home_score, away_score }) => `${home_score}–${away_score}`,
    sort: null,
  },
  { key: "turns", head: "Turns", value: ({ turns }) => turns },
  {
    key: "kos",
    head: "KOs",
    title: "KOs of home and away, direct and passive",
    value: ({ sides: { p1, p2 } }) => `${p1.direct_kos + p1.passive_kos}–${p2.direct_kos + p2.passive_kos}`,
    sort: null,
  },
  {
    key: "mvp",
    head: "Most valuable",
    kind: "text",
    value: ({ mvp }) => mvp && `${mvp.species} (${plural(mvp.kos, "KO")})`,
  },
  {
    key: "played",
    head: "Played",
    kind: "text",
    value: ({ played_at }) => played_at,
    cell: ({ played_at }) => <Moment at={played_at} />,
  },
];
