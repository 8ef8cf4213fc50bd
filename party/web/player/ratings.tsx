import { useMemo } from "preact/hooks";
import { formatName } from "../../../functions/_shared/battle/formats.ts";
import type { PlayerView, Rating } from "../../../functions/_shared/schema/pages.ts";
import { Provisional } from "../ladder/badge.tsx";
import { recordOf } from "../league/words.ts";
import { Link } from "../routes.tsx";
import { Chart } from "../ui/chart.tsx";
import { Sparkline } from "../ui/sparkline.tsx";
import { Nothing } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";

/** A player's ratings by format, and how the one played most went. */
export function Ratings({ player: { ratings, name } }: { player: PlayerView }) {
  return (
    <section class="card" aria-labelledby="ratings-title">
      <h2 id="ratings-title">Ratings</h2>
      {ratings.length === 0 ? (
        <Nothing>No rated battle yet. Ratings come with the first one on the ladder.</Nothing>
      ) : (
        <>
          <Table
            caption={`Ratings of ${name}`}
            captionHidden={true}
            columns={COLUMNS}
            rows={ratings}
            rowKey={({ format }) => format}
            file="ratings"
          />
          <Past ratings={ratings} />
        </>
      )}
    </section>
  );
}

const COLUMNS: Column<Rating>[] = [
  {
    key: "format",
    head: "Format",
    kind: "subject",
    value: ({ format }) => formatName(format),
    cell: ({ format, provisional }) => (
      <>
        <Link to={`/ladder/${format}`}>{formatName(format)}</Link>
        {provisional && <Provisional />}
      </>
    ),
  },
  {
    key: "elo",
    head: "Elo",
    value: ({ elo }) => elo,
    cell: ({ elo, history, format }) => (
      <>
        {history.length > 1 && (
          <Sparkline
            values={history.map((point) => point.elo)}
            label={`${formatName(format)}: rating after the last ${history.length} battles`}
          />
        )}{" "}
        <strong>{elo}</strong>
      </>
    ),
  },
  {
    key: "gxe",
    head: "GXE",
    title: "Chance to win against a player drawn at random, in percent",
    value: ({ gxe }) => gxe,
    cell: ({ gxe }) => `${gxe.toFixed(1)}%`,
  },
  {
    key: "glicko",
    head: "Glicko",
    title: "Rating after Glicko, and how uncertain it is",
    value: ({ glicko }) => glicko,
    cell: ({ glicko, deviation }) => `${glicko} ± ${deviation}`,
  },
  { key: "record", head: "W–L–T", title: "Wins, losses and ties", value: recordOf, sort: null },
];

function Past({ ratings }: { ratings: readonly Rating[] }) {
  const longest = ratings.reduce((one, other) => (other.history.length > one.history.length ? other : one));
  const shown = useMemo(
    () => ({
      axis: { label: "Battle", values: longest.history.map((_, index) => index + 1) },
      series: [{ label: "Elo", values: longest.history.map(({ elo }) => elo) }],
    }),
    [longest],
  );
  // A line takes two points, and says nothing before there are some more.
  if (longest.history.length < 3) return null;
  return (
    <Chart
      title={`${formatName(longest.format)}: the last ${longest.history.length} battles`}
      {...shown}
      height={200}
      file="rating-history"
    />
  );
}
