import { StandingsView } from "../../../functions/_shared/schema/league.ts";
import type { SeasonView } from "../../../functions/_shared/schema/pages.ts";
import { TeamLink } from "../league/names.tsx";
import { plural, signed, TIE_BREAKS } from "../league/words.ts";
import { Nothing } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { Shown, useLive } from "../ui/view.tsx";
import type { PartProps } from "./part.ts";

type Row = StandingsView["rows"][number];

/** The season's table, with what parts the teams that are level on points. */
export function Standings({ live, season, viewerId }: PartProps) {
  const view = useLive(live, `standings:${season.season_id}`, StandingsView);
  const own = new Set(season.teams.filter((team) => team.user_id === viewerId).map((team) => team.team_id));
  return (
    <>
      <section class="card" aria-labelledby="standings-title">
        <h2 id="standings-title">Standings</h2>
        <Shown view={view} what="the standings" lines={8}>
          {({ rows }) =>
            rows.length === 0 ? (
              <Nothing>No team has entered this season yet. The league's admins add them.</Nothing>
            ) : (
              <Table
                caption="Standings"
                captionHidden={true}
                columns={COLUMNS}
                rows={rows}
                rowKey={({ team_id }) => team_id}
                own={({ team_id }) => own.has(team_id)}
                file={`standings-${season.slug}`}
              />
            )
          }
        </Shown>
      </section>
      <Rules season={season} />
    </>
  );
}

const COLUMNS: Column<Row>[] = [
  { key: "rank", head: "#", title: "Rank", value: ({ rank }) => rank, sort: "ascending" },
  {
    key: "team",
    head: "Team",
    kind: "subject",
    value: ({ team }) => team,
    cell: (row) => <Team row={row} />,
  },
  {
    key: "points",
    head: "Pts",
    title: "Points",
    value: ({ points }) => points,
    cell: ({ points }) => <strong>{points}</strong>,
  },
  { key: "wins", head: "W", title: "Wins", value: ({ wins }) => wins },
  { key: "losses", head: "L", title: "Losses", value: ({ losses }) => losses },
  { key: "ties", head: "T", title: "Ties", value: ({ ties }) => ties },
  {
    key: "differential",
    head: "±",
    title: "Differential: Pokémon left minus the opponents'",
    value: ({ differential }) => differential,
    cell: ({ differential }) => signed(differential),
  },
  { key: "played", head: "M", title: "Matches played", value: ({ played }) => played },
  {
    key: "strength",
    head: "SoS",
    title: "Strength of schedule: the opponents' share of wins",
    value: ({ strength }) => strength,
    cell: ({ strength }) => (strength === null ? "–" : strength.toFixed(3)),
  },
  {
    key: "streak",
    head: "Streak",
    value: ({ streak }) => streak,
    cell: (row) => row.streak ?? "–",
    sort: null,
  },
  {
    key: "reason",
    head: "Tie-break",
    title: "What parts the team from its neighbour on the same points",
    kind: "text",
    value: ({ reason, played }) => (played > 0 ? reason : null),
    sort: null,
  },
];

function Team({ row: { team_id, team, played, reason } }: { row: Row }) {
  return (
    <>
      <TeamLink id={team_id} name={team} />
      {/* Where there is no room for its column. */}
      {reason !== null && played > 0 && <div class="muted small narrow">{reason}</div>}
    </>
  );
}

function Rules({ season }: { season: SeasonView }) {
  const { points_win, points_tie, points_loss, points_forfeit, forfeit_differential, tie_breaks } =
    season.rules;
  return (
    <section class="card" aria-labelledby="rules-title">
      <h2 id="rules-title">How the table is made</h2>
      <p>
        A win counts {plural(points_win, "point")}, a tie {points_tie}, a loss {points_loss}
        {points_forfeit !== null && `, a loss by forfeit ${points_forfeit}`}.
        {forfeit_differential !== null && ` A forfeit counts as ${forfeit_differential} Pokémon to none.`}
      </p>
      {tie_breaks.length > 0 && (
        <>
          <p>Teams that are level on points are parted by these, one after the other:</p>
          <ol class="plain">
            {tie_breaks.map((name) => (
              <li key={name}>
                <strong>{TIE_BREAKS[name]?.name ?? name}</strong>
                {TIE_BREAKS[name] && `: ${TIE_BREAKS[name].meaning}`}
              </li>
            ))}
          </ol>
          <p class="muted small">
            The column Tie-break tells for each team which of them set it above or below its neighbour;
            “level” means that none of them did, and the teams share a rank.
          </p>
        </>
      )}
    </section>
  );
}
