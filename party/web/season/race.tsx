import { useMemo, useState } from "preact/hooks";
import type { StatView } from "../../../functions/_shared/schema/stats.ts";
import { PlayerLink, TeamLink } from "../league/names.tsx";
import { plural, signed } from "../league/words.ts";
import { Chart } from "../ui/chart.tsx";
import { ChoiceRow } from "../ui/choice-row.tsx";
import { Nothing } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { Shown } from "../ui/view.tsx";
import type { PartProps } from "./part.ts";
import { useStat } from "./stat.ts";

type Racer = Extract<StatView, { stat: "season_race_data" }>["rows"][number];
type Power = Extract<StatView, { stat: "player_power_rating" }>["rows"][number];

const MEASURES = [
  { value: "points", label: "Points" },
  { value: "differential", label: "Differential" },
] as const;
type Measure = (typeof MEASURES)[number]["value"];

/** How the season went round by round, and how strong its teams are. */
export function Race(props: PartProps) {
  return (
    <>
      <Rounds {...props} />
      <PowerRatings {...props} />
    </>
  );
}

function Rounds({ live, season }: PartProps) {
  const view = useStat(live, season.season_id, "season_race_data");
  const [measure, setMeasure] = useState<Measure>("points");
  return (
    <section class="card" aria-labelledby="race-title">
      <h2 id="race-title">Season race</h2>
      <Shown view={view} what="the race" lines={8}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing>Nothing has been played yet. The race begins with the first result.</Nothing>
          ) : (
            <>
              <ChoiceRow
                legend="What is shown"
                name="measure"
                options={MEASURES}
                chosen={measure}
                choose={setMeasure}
              />
              <RaceChart rows={rows} measure={measure} slug={season.slug} />
            </>
          )
        }
      </Shown>
    </section>
  );
}

function RaceChart({ rows, measure, slug }: { rows: readonly Racer[]; measure: Measure; slug: string }) {
  const { axis, series } = useMemo(() => raceOf(rows, measure), [rows, measure]);
  return (
    <Chart
      title={measure === "points" ? "Points after each round" : "Differential after each round"}
      axis={axis}
      series={series}
      height={320}
      file={`race-${slug}`}
    />
  );
}

/** The lines of a race, all from nothing: a team that did not play in a round stays where it was. */
export function raceOf(rows: readonly Racer[], measure: Measure) {
  const last = Math.max(0, ...rows.flatMap(({ rounds }) => rounds.map(({ round }) => round)));
  const values = Array.from({ length: last + 1 }, (_, round) => round);
  const series = rows.map(({ team, rounds }) => {
    const at = new Map(rounds.map((point) => [point.round, point[measure]]));
    let now = 0;
    return {
      label: team,
      values: values.map((round) => {
        now = at.get(round) ?? now;
        return now;
      }),
    };
  });
  return { axis: { label: "Round", values }, series };
}

function PowerRatings({ live, season, viewerId }: PartProps) {
  const view = useStat(live, season.season_id, "player_power_rating");
  return (
    <section class="card" aria-labelledby="power-title">
      <h2 id="power-title">Power ratings</h2>
      <p class="muted small">
        In Pokémon left a match; 0 is average. The rating is the team's own margin plus the strength of the
        opponents that it met.
      </p>
      <Shown view={view} what="the power ratings" lines={6}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing>Nothing has been played yet.</Nothing>
          ) : (
            <>
              <PowerChart rows={rows} slug={season.slug} />
              <Table
                caption="Power ratings"
                captionHidden={true}
                columns={POWER}
                rows={rows}
                rowKey={({ team_id }) => team_id}
                own={({ user_id }) => user_id !== null && user_id === viewerId}
                file={`power-${season.slug}`}
              />
            </>
          )
        }
      </Shown>
    </section>
  );
}

function PowerChart({ rows, slug }: { rows: readonly Power[]; slug: string }) {
  const { axis, series } = useMemo(
    () => ({
      axis: { label: "Team", values: rows.map((_, index) => index), names: rows.map(({ team }) => team) },
      series: [
        { label: "Rating", values: rows.map(({ rating }) => rating) },
        { label: "Margin", values: rows.map(({ margin }) => margin) },
      ],
    }),
    [rows],
  );
  return (
    <Chart
      title={`Power ratings of ${plural(rows.length, "team")}`}
      kind="bars"
      axis={axis}
      series={series}
      file={`power-chart-${slug}`}
    />
  );
}

const POWER: Column<Power>[] = [
  { key: "rank", head: "#", title: "Rank", value: ({ rank }) => rank, sort: "ascending" },
  {
    key: "team",
    head: "Team",
    kind: "subject",
    value: ({ team }) => team,
    cell: ({ team_id, team }) => <TeamLink id={team_id} name={team} />,
  },
  {
    key: "player",
    head: "Player",
    kind: "text",
    value: ({ player }) => player,
    cell: ({ user_id, player }) => <PlayerLink id={user_id} name={player} />,
  },
  { key: "played", head: "M", title: "Matches played", value: ({ played }) => played },
  {
    key: "rating",
    head: "Rating",
    value: ({ rating }) => rating,
    cell: ({ rating }) => <strong>{signed(rating, 2)}</strong>,
  },
  { key: "margin", head: "Margin", value: ({ margin }) => margin, cell: ({ margin }) => signed(margin, 2) },
  {
    key: "schedule",
    head: "Schedule",
    title: "Strength of the opponents",
    value: ({ schedule }) => schedule,
    cell: ({ schedule }) => signed(schedule, 2),
  },
];
