import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { LeaderboardView } from "../../../functions/_shared/schema/league.ts";
import { FormatField } from "../formats.tsx";
import { PlayerLink } from "../league/names.tsx";
import { Link, navigate } from "../routes.tsx";
import type { PageProps } from "../site.ts";
import { PageHeading } from "../ui/heading.tsx";
import { Nothing } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { Moment } from "../ui/time.tsx";
import { Shown, useLive } from "../ui/view.tsx";
import { BadgeMark, Provisional } from "./badge.tsx";

type Row = LeaderboardView["rows"][number];

type Seasons = LeaderboardView["seasons"];
type Awarded = NonNullable<Seasons["last"]>["badges"][number];

/** What is shown where no format is named: it wants no team, so most have played it. */
const FIRST_FORMAT = "gen9randombattle";

/** The best of a format's ladder, as they are now, and its seasons. */
export function LadderPage({ live, viewer, params }: PageProps) {
  const format = params.format || FIRST_FORMAT;
  const view = useLive(live, `leaderboard:${format}`, LeaderboardView);
  return (
    <>
      <PageHeading title={`Ladder: ${formatName(format)}`} />
      <div class="stack">
        <section class="card" aria-label="Leaderboard">
          <FormatField value={format} change={(other) => navigate(`/ladder/${other}`)} />
          <Shown view={view} what="the ladder" lines={8}>
            {({ rows, seasons }) => (
              <>
                <Current seasons={seasons} />
                {rows.length === 0 ? (
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
                )}
              </>
            )}
          </Shown>
        </section>
        {view.data?.seasons.last && <Last season={view.data.seasons.last} format={format} />}
      </div>
    </>
  );
}

function Current({ seasons: { current } }: { seasons: Seasons }) {
  if (current === null) return null;
  return (
    <p class="notice">
      <strong>
        <bdi>{current.season}</bdi>
      </strong>{" "}
      ends <Moment at={current.ends_at} />. The first three who are not provisional then get a gold badge,
      those to rank 30 silver, those to rank 100 bronze.
    </p>
  );
}

function Last({ season, format }: { season: NonNullable<Seasons["last"]>; format: string }) {
  return (
    <section class="card" aria-labelledby="last-title">
      <h2 id="last-title">
        Badges of <bdi>{season.season}</bdi>
      </h2>
      {season.badges.length === 0 ? (
        <Nothing>Nobody played enough in it to get a badge.</Nothing>
      ) : (
        <Table
          caption={`Badges of ${season.season}`}
          captionHidden={true}
          columns={columnsOf(season.season)}
          rows={season.badges}
          rowKey={({ user_id }) => user_id}
          file={`badges-${format}`}
        />
      )}
    </section>
  );
}

function columnsOf(season: string): Column<Awarded>[] {
  return [
    { key: "rank", head: "#", title: "Rank", value: ({ rank }) => rank, sort: "ascending" },
    {
      key: "player",
      head: "Player",
      kind: "subject",
      value: ({ name }) => name,
      cell: ({ user_id, name, badge, rank }) => (
        <>
          <BadgeMark {...{ badge, rank, season }} /> <PlayerLink id={user_id} name={name} />
        </>
      ),
    },
    { key: "badge", head: "Badge", kind: "text", value: ({ badge }) => badge },
    { key: "elo", head: "Elo", value: ({ elo }) => elo },
    { key: "games", head: "Battles", title: "Rated battles of the season", value: ({ games }) => games },
  ];
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
      <PlayerLink id={row.user_id} name={row.name} />
      {row.badges.map(({ badge, season, rank }) => (
        <BadgeMark key={season} {...{ badge, season, rank }} />
      ))}
      {isViewer && <span class="tag">you</span>}
      {row.provisional && <Provisional />}
    </>
  );
}
