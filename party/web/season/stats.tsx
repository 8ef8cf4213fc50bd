import { useState } from "preact/hooks";
import type { StatView } from "../../../functions/_shared/schema/stats.ts";
import { PlayerLink, TeamLink } from "../league/names.tsx";
import { barsOf } from "../league/words.ts";
import { ChoiceRow } from "../ui/choice-row.tsx";
import { Nothing } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { Shown } from "../ui/view.tsx";
import { COUNTED } from "./counted.ts";
import { KoRulesNote } from "./ko-rules.tsx";
import type { PartProps } from "./part.ts";
import { useStat } from "./stat.ts";

type SeasonStats = Extract<StatView, { stat: "season_stats" }>;
type Line = SeasonStats["rows"][number];
type Form = Extract<StatView, { stat: "recent_performance" }>["rows"][number];

const HALVES = [
  { value: "0", label: "Whole season" },
  { value: "1", label: "First half" },
  { value: "2", label: "Second half" },
] as const;

/** What each team did in the season, in either half of it, and lately. */
export function Stats(props: PartProps) {
  return (
    <>
      <Recent {...props} />
      <Season {...props} />
    </>
  );
}

function Season({ live, season, viewerId }: PartProps) {
  const view = useStat(live, season.season_id, "season_stats");
  const [half, setHalf] = useState<(typeof HALVES)[number]["value"]>("0");
  return (
    <section class="card" aria-labelledby="stats-title">
      <h2 id="stats-title">Season statistics</h2>
      <Shown view={view} what="the statistics" lines={8}>
        {({ rows, halves, ko_rules }) => {
          const shown: Line[] = half === "0" ? rows : halves.filter((line) => String(line.half) === half);
          return rows.length === 0 ? (
            <Nothing>Nothing has been played yet. Statistics appear here with the first result.</Nothing>
          ) : (
            <>
              <ChoiceRow
                legend="Part of the season"
                name="half"
                options={HALVES}
                chosen={half}
                choose={setHalf}
              />
              {shown.length === 0 ? (
                <Nothing>No match of this half has been played yet.</Nothing>
              ) : (
                <Table
                  caption="Season statistics"
                  captionHidden={true}
                  columns={COLUMNS}
                  rows={shown}
                  rowKey={({ team_id }) => team_id}
                  own={({ user_id }) => user_id !== null && user_id === viewerId}
                  file={`stats-${season.slug}`}
                />
              )}
              <KoRulesNote rules={ko_rules} />
            </>
          );
        }}
      </Shown>
    </section>
  );
}

const COLUMNS: Column<Line>[] = [
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
  COUNTED.played,
  COUNTED.record,
  { key: "points", head: "Pts", title: "Points", value: ({ points }) => points },
  COUNTED.differential,
  COUNTED.games,
  COUNTED.direct,
  COUNTED.passive,
  COUNTED.faints,
  COUNTED.dealt,
  COUNTED.taken,
  {
    key: "healed",
    head: "Healed",
    title: "HP healed, in Pokémon's whole HP",
    value: ({ healed }) => Number(barsOf(healed)),
    cell: ({ healed }) => barsOf(healed),
  },
  {
    key: "crits",
    head: "Crits",
    title: "Critical hits landed and taken",
    value: ({ crits }) => crits,
    cell: ({ crits, crits_taken }) => `${crits} / ${crits_taken}`,
  },
  {
    key: "misses",
    head: "Misses",
    title: "Own moves that missed, and foes' that did",
    value: ({ misses }) => misses,
    cell: ({ misses, dodges }) => `${misses} / ${dodges}`,
  },
  COUNTED.turns,
];

function Recent({ live, season, viewerId }: PartProps) {
  const view = useStat(live, season.season_id, "recent_performance");
  return (
    <section class="card" aria-labelledby="recent-title">
      <h2 id="recent-title">Recent performance</h2>
      <Shown view={view} what="the recent performance" lines={5}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Nothing>Nothing has been played yet. Form is told of the last five matches.</Nothing>
          ) : (
            <Table
              caption="The last five matches of each team"
              columns={RECENT}
              rows={rows}
              rowKey={({ team_id }) => team_id}
              own={({ user_id }) => user_id !== null && user_id === viewerId}
              file={`form-${season.slug}`}
            />
          )
        }
      </Shown>
    </section>
  );
}

const OUTCOMES: Readonly<Record<string, { look: string; word: string }>> = {
  W: { look: "outcome good", word: "won" },
  L: { look: "outcome poor", word: "lost" },
  T: { look: "outcome", word: "tied" },
};

/** The last matches of a team, the latest last. */
export function FormLetters({ form }: { form: string }) {
  return (
    <span class="form" role="img" aria-label={[...form].map((letter) => OUTCOMES[letter]?.word).join(", ")}>
      {[...form].map((letter, index) => (
        <span key={index} class={OUTCOMES[letter]?.look ?? "outcome"} aria-hidden="true">
          {letter}
        </span>
      ))}
    </span>
  );
}

const RECENT: Column<Form>[] = [
  {
    key: "team",
    head: "Team",
    kind: "subject",
    value: ({ team }) => team,
    cell: ({ team_id, team }) => <TeamLink id={team_id} name={team} />,
  },
  {
    key: "form",
    head: "Form",
    title: "The latest match last",
    kind: "text",
    value: ({ form }) => form,
    cell: ({ form }) => <FormLetters form={form} />,
    sort: null,
  },
  {
    key: "streak",
    head: "Streak",
    value: ({ streak_outcome, streak_length }) => (streak_outcome === "win" ? streak_length : -streak_length),
    cell: ({ streak_outcome, streak_length }) =>
      `${streak_outcome.slice(0, 1).toUpperCase()}${streak_length}`,
  },
  COUNTED.differential,
  COUNTED.direct,
  COUNTED.passive,
];
