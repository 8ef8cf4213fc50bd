import type { StatView } from "../../../functions/_shared/schema/stats.ts";
import { PlayerLink } from "../league/names.tsx";
import { categoryTitle, categoryValue } from "../league/words.ts";
import type { Live } from "../live.ts";
import { CsvButton } from "../ui/csv-button.tsx";
import { Nothing } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { Shown } from "../ui/view.tsx";
import { COUNTED } from "./counted.ts";
import { useStat } from "./stat.ts";

type Fame = Extract<StatView, { stat: "hall_of_fame" }>["rows"][number];
type Career = Extract<StatView, { stat: "all_time_stats" }>["rows"][number];

interface AllTimeProps {
  live: Live;
  /** Any season of the league. */
  seasonId: string;
}

/** The league over all of its seasons: its hall of fame, and what each player did. */
export function AllTime(props: AllTimeProps) {
  return (
    <>
      <HallOfFame {...props} />
      <Careers {...props} />
    </>
  );
}

function HallOfFame({ live, seasonId }: AllTimeProps) {
  const view = useStat(live, seasonId, "hall_of_fame");
  return (
    <section class="stack" aria-labelledby="fame-title">
      <h2 id="fame-title">Hall of fame</h2>
      <Shown view={view} what="the hall of fame" lines={6}>
        {({ rows }) =>
          rows.length === 0 ? (
            <div class="card">
              <Nothing>Nobody has won a match in this league yet. The first result opens the hall.</Nothing>
            </div>
          ) : (
            <>
              <div class="cards">
                {groupsOf(rows).map(([category, lines]) => (
                  <article key={category} class="card">
                    <h3>{categoryTitle(category)}</h3>
                    <ol class="places">
                      {lines.map((line) => (
                        <li key={line.user_id}>
                          <span class="muted number">{line.rank}</span>
                          <span class="grow">
                            <PlayerLink id={line.user_id} name={line.player} />
                            {line.seasons !== null && (
                              <span class="muted small">
                                {" "}
                                <bdi>{line.seasons.join(", ")}</bdi>
                              </span>
                            )}
                          </span>
                          <span>{categoryValue(category, line.value)}</span>
                        </li>
                      ))}
                    </ol>
                  </article>
                ))}
              </div>
              <div class="table-foot">
                <CsvButton
                  label="the hall of fame"
                  file="hall-of-fame"
                  columns={[
                    { head: "Category", value: ({ category }: Fame) => categoryTitle(category) },
                    { head: "Rank", value: ({ rank }) => rank },
                    { head: "Player", value: ({ player }) => player },
                    { head: "Value", value: ({ value }) => value },
                    { head: "Seasons", value: ({ seasons }) => seasons?.join(", ") ?? null },
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

function groupsOf(rows: readonly Fame[]): [string, Fame[]][] {
  const groups = new Map<string, Fame[]>();
  for (const row of rows) groups.set(row.category, [...(groups.get(row.category) ?? []), row]);
  // Whoever won a season stands first.
  return [...groups].sort(([one], [other]) => Number(other === "title") - Number(one === "title"));
}

function Careers({ live, seasonId }: AllTimeProps) {
  const view = useStat(live, seasonId, "all_time_stats");
  return (
    <section class="card" aria-labelledby="careers-title">
      <h2 id="careers-title">All-time statistics</h2>
      <Shown view={view} what="the all-time statistics" lines={8}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing>Nobody has played in this league yet.</Nothing>
          ) : (
            <Table
              caption="All-time statistics"
              captionHidden={true}
              columns={CAREERS}
              rows={rows}
              rowKey={({ user_id }) => user_id}
              file="all-time"
            />
          )
        }
      </Shown>
    </section>
  );
}

const CAREERS: Column<Career>[] = [
  {
    key: "player",
    head: "Player",
    kind: "subject",
    value: ({ player }) => player,
    cell: ({ user_id, player }) => <PlayerLink id={user_id} name={player} />,
  },
  { key: "seasons", head: "Seasons", value: ({ seasons }) => seasons },
  COUNTED.played,
  { key: "wins", head: "Wins", value: ({ wins }) => wins },
  COUNTED.record,
  COUNTED.differential,
  COUNTED.games,
  COUNTED.direct,
  COUNTED.passive,
  COUNTED.faints,
  COUNTED.dealt,
  COUNTED.taken,
  { key: "crits", head: "Crits", title: "Critical hits landed", value: ({ crits }) => crits },
  COUNTED.turns,
];
