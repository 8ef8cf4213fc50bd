import { useMemo } from "preact/hooks";
import { UsageView } from "../../../functions/_shared/schema/stats.ts";
import { TeamLink } from "../league/names.tsx";
import { barsOf, percentOf, plural } from "../league/words.ts";
import { Chart } from "../ui/chart.tsx";
import { SpeciesIcon } from "../ui/species-icon.tsx";
import { Nothing } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { Shown, useLive } from "../ui/view.tsx";
import type { PartProps } from "./part.ts";

type Used = UsageView["pokemon"][number];
type Leader = UsageView["ko_leaders"][number];

/** Pokémon that the chart names. */
const CHARTED = 12;
/** Moves that are named of a Pokémon. */
const MOVES = 4;

/** Which Pokémon are brought, how they fare, and which have the most KOs. */
export function Pokemon({ live, season }: PartProps) {
  const view = useLive(live, `usage:${season.season_id}`, UsageView);
  return (
    <Shown view={view} what="the Pokémon" lines={10}>
      {(usage) =>
        usage.pokemon.length === 0 ? (
          <section class="card">
            <Nothing>
              No battle of this season has been read yet. Usage appears here with the first result.
            </Nothing>
          </section>
        ) : (
          <>
            <KoLeaders leaders={usage.ko_leaders} slug={season.slug} />
            <Usage usage={usage} slug={season.slug} />
          </>
        )
      }
    </Shown>
  );
}

function KoLeaders({ leaders, slug }: { leaders: readonly Leader[]; slug: string }) {
  return (
    <section class="card" aria-labelledby="leaders-title">
      <h2 id="leaders-title">KO leaders</h2>
      {leaders.length === 0 ? (
        <Nothing>No KO has counted yet.</Nothing>
      ) : (
        <Table
          caption="KO leaders"
          captionHidden={true}
          columns={LEADERS}
          rows={leaders}
          rowKey={({ species, team_id }) => `${species} ${team_id}`}
          file={`ko-leaders-${slug}`}
        />
      )}
    </section>
  );
}

const LEADERS: Column<Leader>[] = [
  { key: "rank", head: "#", title: "Rank", value: ({ rank }) => rank, sort: "ascending" },
  {
    key: "species",
    head: "Pokémon",
    kind: "subject",
    value: ({ species }) => species,
    cell: ({ species }) => <Species name={species} />,
  },
  {
    key: "kos",
    head: "KOs",
    value: ({ direct_kos, passive_kos }) => direct_kos + passive_kos,
    cell: ({ direct_kos, passive_kos }) => <strong>{direct_kos + passive_kos}</strong>,
  },
  {
    key: "team",
    head: "Team",
    kind: "text",
    value: ({ team }) => team,
    cell: ({ team_id, team }) => team_id !== null && team !== null && <TeamLink id={team_id} name={team} />,
  },
  { key: "direct", head: "Direct", title: "KOs by moves", value: ({ direct_kos }) => direct_kos },
  { key: "passive", head: "Passive", title: "Other KOs that count", value: ({ passive_kos }) => passive_kos },
  { key: "used", head: "Games", title: "Games it was brought to", value: ({ used }) => used },
];

function Species({ name }: { name: string }) {
  return (
    <span class="species">
      <SpeciesIcon species={name} decorative={true} /> {name}
    </span>
  );
}

function Usage({ usage, slug }: { usage: UsageView; slug: string }) {
  const { pokemon, battles } = usage;
  const charted = useMemo(() => {
    const first = pokemon.slice(0, CHARTED);
    const percent = (value: number | null) => (value === null ? null : Math.round(value * 1000) / 10);
    return {
      axis: {
        label: "Pokémon",
        values: first.map((_, index) => index),
        names: first.map(({ species }) => species),
      },
      series: [
        { label: "Usage in percent", values: first.map(({ usage }) => percent(usage)) },
        { label: "Wins in percent", values: first.map(({ win_rate }) => percent(win_rate)) },
      ],
    };
  }, [pokemon]);
  return (
    <section class="card" aria-labelledby="usage-title">
      <h2 id="usage-title">Usage</h2>
      <p class="muted small">
        Of {plural(battles, "battle")}. What players' clocks chose for them is left out of the moves.
      </p>
      <Chart
        title={`The ${charted.axis.values.length} most used`}
        kind="bars"
        {...charted}
        file={`usage-${slug}`}
      />
      <Table
        caption="All Pokémon that were brought"
        columns={USED}
        rows={pokemon}
        rowKey={({ species }) => species}
        file={`pokemon-${slug}`}
      />
    </section>
  );
}

const USED: Column<Used>[] = [
  {
    key: "species",
    head: "Pokémon",
    kind: "subject",
    value: ({ species }) => species,
    cell: ({ species }) => <Species name={species} />,
  },
  { key: "used", head: "Games", title: "Teams that brought it", value: ({ used }) => used },
  {
    key: "usage",
    head: "Usage",
    title: "Share of teams that brought it",
    value: ({ usage }) => usage,
    cell: ({ usage }) => percentOf(usage),
  },
  {
    key: "wins",
    head: "Wins",
    title: "Share of its games that were won",
    value: ({ win_rate }) => win_rate,
    cell: ({ win_rate }) => percentOf(win_rate),
  },
  { key: "direct", head: "Direct", title: "KOs by moves", value: ({ direct_kos }) => direct_kos },
  { key: "passive", head: "Passive", title: "Other KOs that count", value: ({ passive_kos }) => passive_kos },
  { key: "faints", head: "Faints", value: ({ faints }) => faints },
  {
    key: "dealt",
    head: "Dealt",
    title: "Damage dealt, in Pokémon's whole HP",
    value: ({ damage_dealt }) => Number(barsOf(damage_dealt)),
    cell: ({ damage_dealt }) => barsOf(damage_dealt),
  },
  { key: "turns", head: "Turns", title: "Turns on the field", value: ({ turns_active }) => turns_active },
  {
    key: "moves",
    head: "Moves",
    title: "Moves used most",
    kind: "text",
    value: ({ moves }) => movesOf(moves),
    cell: ({ moves }) => <span class="small moves">{movesOf(moves)}</span>,
    sort: null,
  },
];

function movesOf(moves: Used["moves"]): string {
  return moves
    .slice(0, MOVES)
    .map(({ move, uses }) => `${move} ${uses}`)
    .join(", ");
}
