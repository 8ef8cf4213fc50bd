import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { LeaderboardView } from "../../../functions/_shared/schema/league.ts";
import { FormatField } from "../formats.tsx";
import { Link, navigate } from "../routes.tsx";
import type { PageProps } from "../site.ts";
import { PageHeading } from "../ui/heading.tsx";
import { Nothing } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { Shown, useLive } from "../ui/view.tsx";

type Row = LeaderboardView["rows"][number];

/** The best of a format's ladder, as they are now. */
export function LadderPage({ live, viewer, params }: PageProps) {
  const format = params.format ?? "";
  const view = useLive(live, `leaderboard:${format}`, LeaderboardView);
  return (
    <>
      <PageHeading title={`Ladder: ${formatName(format)}`} />
      <section class="card" aria-label="Leaderboard">
        <FormatField value={format} change={(other) => navigate(`/ladder/${other}`)} />
        <Shown view={view} what="the ladder" lines={8}>
          {({ rows }) =>
            rows.length === 0 ? (
              <Nothing>
                Nobody has a rating here yet. <Link to="/">Find a battle</Link> and be the first.
              </Nothing>
            ) : (
              <Table
                caption={`The best of ${formatName(format)}`}
                captionHidden={true}
                columns={columnsFor(viewer?.userId)}
                rows={rows}
                rowKey={({ user_id }) => user_id}
                own={({ user_id }) => user_id === viewer?.userId}
                file={`ladder-${format}`}
              />
            )
          }
        </Shown>
      </section>
    </>
  );
}

function columnsFor(viewerId: string | undefined): Column<Row>[] {
  return [
    { key: "rank", head: "#", title: "Rank", value: ({ rank }) => rank, sort: "ascending" },
    {
      key: "player",
      head: "Player",
      kind: "subject",
      value: ({ name }) => name,
      cell: (row) => <Player row={row} isViewer={row.user_id === viewerId} />,
    },
    { key: "elo", head: "Elo", value: ({ elo }) => elo },
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
    {
      key: "record",
      head: "W–L–T",
      title: "Wins, losses and ties",
      value: ({ wins, losses, ties }) => `${wins}–${losses}–${ties}`,
      sort: null,
    },
  ];
}

function Player({ row, isViewer }: { row: Row; isViewer: boolean }) {
  return (
    <>
      <bdi>{row.name}</bdi>
      {isViewer && <span class="tag">you</span>}
      {row.provisional && (
        <span class="tag" title="Not certain yet: too few battles, or none for a long time">
          provisional
        </span>
      )}
    </>
  );
}
