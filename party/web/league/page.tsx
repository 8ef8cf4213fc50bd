import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { LeagueView } from "../../../functions/_shared/schema/pages.ts";
import { Link } from "../routes.tsx";
import { AllTime } from "../season/all-time.tsx";
import type { PageProps } from "../site.ts";
import { PageHeading } from "../ui/heading.tsx";
import { Nothing } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { Day } from "../ui/time.tsx";
import { Shown, useLive } from "../ui/view.tsx";
import { plural } from "./words.ts";

type Row = LeagueView["seasons"][number];

/** A league: its seasons, its hall of fame, and what its players did in all of them. */
export function LeaguePage({ live, params }: PageProps) {
  const view = useLive(live, `league:${params.slug ?? ""}`, LeagueView);
  return (
    <Shown view={view} what="the league" lines={8} missing={<NoLeague />}>
      {({ league, seasons, slug }) => (
        <>
          <PageHeading title={league} about={plural(seasons.length, "season")}>
            <bdi>{league}</bdi>
          </PageHeading>
          <div class="stack">
            <section class="card" aria-labelledby="seasons-title">
              <h2 id="seasons-title">Seasons</h2>
              {seasons.length === 0 ? (
                <Nothing>This league has not begun a season yet.</Nothing>
              ) : (
                <Table
                  caption="Seasons"
                  captionHidden={true}
                  columns={COLUMNS}
                  rows={seasons}
                  rowKey={({ season_id }) => season_id}
                  file={`${slug}-seasons`}
                />
              )}
            </section>
            {seasons[0] !== undefined && <AllTime live={live} seasonId={seasons[0].season_id} />}
          </div>
        </>
      )}
    </Shown>
  );
}

const COLUMNS: Column<Row>[] = [
  {
    key: "season",
    head: "Season",
    kind: "subject",
    value: ({ season }) => season,
    cell: ({ season_id, season }) => (
      <Link to={`/season/${season_id}`}>
        <bdi>{season}</bdi>
      </Link>
    ),
  },
  { key: "format", head: "Format", kind: "text", value: ({ format }) => formatName(format) },
  { key: "teams", head: "Teams", value: ({ teams }) => teams },
  {
    key: "played",
    head: "Played",
    title: "Matches played, of all that are scheduled",
    value: ({ over }) => over,
    cell: ({ over, matches }) => `${over} of ${matches}`,
  },
  {
    key: "begins",
    head: "Begins",
    value: ({ starts_on }) => starts_on,
    cell: ({ starts_on }) => (starts_on === null ? "–" : <Day on={starts_on} />),
  },
  {
    key: "ends",
    head: "Ends",
    value: ({ ends_on }) => ends_on,
    cell: ({ ends_on }) => (ends_on === null ? "–" : <Day on={ends_on} />),
  },
];

function NoLeague() {
  return (
    <section class="card">
      <PageHeading title="No such league" />
      <p>
        There is no league at this address. <Link to="/leagues">See all leagues</Link>.
      </p>
    </section>
  );
}
