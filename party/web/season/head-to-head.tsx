import type { SeasonView } from "../../../functions/_shared/schema/pages.ts";
import { TeamLink } from "../league/names.tsx";
import { DIFFERENTIAL, LOSSES, TIES, WINS } from "../league/record-columns.ts";
import { recordOf } from "../league/words.ts";
import { useQuery } from "../routes.tsx";
import { Nothing } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";
import type { PartProps } from "./part.ts";

type Pair = SeasonView["head_to_head"][number];
type Team = SeasonView["teams"][number];
interface Row {
  team: Team;
  against: Map<string, Pair>;
}

/** Who beat whom: each team's record against each other one, and one team's in a list. */
export function HeadToHead({ season, viewerId }: PartProps) {
  const [query, change] = useQuery();
  const { teams, head_to_head: pairs } = season;
  if (pairs.length === 0) {
    return (
      <section class="card">
        <Nothing>
          No match of this season has been played yet. Records appear here with the first result.
        </Nothing>
      </section>
    );
  }
  const own = teams.find(({ user_id }) => user_id === viewerId && user_id !== null);
  const chosen = teams.find(({ team_id }) => team_id === query.get("team")) ?? own ?? teams[0];
  const rows = teams.map((team) => ({ team, against: recordsOf(team, pairs) }));
  return (
    <>
      {chosen !== undefined && (
        <section class="card" aria-labelledby="one-title">
          <h2 id="one-title">One team against the others</h2>
          <label class="field-short">
            Team
            <select value={chosen.team_id} onChange={(event) => change({ team: event.currentTarget.value })}>
              {teams.map(({ team_id, team }) => (
                <option key={team_id} value={team_id}>
                  {team}
                </option>
              ))}
            </select>
          </label>
          <Opponents team={chosen} teams={teams} pairs={pairs} slug={season.slug} />
        </section>
      )}
      <section class="card" aria-labelledby="all-title">
        <h2 id="all-title">All against all</h2>
        <p class="muted small">
          Wins, losses and ties of the team in the row against the team in the column.
        </p>
        <Table
          caption="All against all"
          captionHidden={true}
          columns={columnsFor(teams)}
          rows={rows}
          rowKey={({ team }) => team.team_id}
          own={({ team }) => team === own}
          file={`head-to-head-${season.slug}`}
        />
      </section>
    </>
  );
}

function recordsOf(team: Team, pairs: readonly Pair[]): Map<string, Pair> {
  return new Map(
    pairs.filter(({ team_id }) => team_id === team.team_id).map((pair) => [pair.opponent_id, pair]),
  );
}

function columnsFor(teams: readonly Team[]): Column<Row>[] {
  return [
    {
      key: "team",
      head: "Team",
      kind: "subject",
      value: ({ team }) => team.team,
      cell: ({ team }) => <TeamLink id={team.team_id} name={team.team} />,
    },
    ...teams.map(
      (opponent): Column<Row> => ({
        key: opponent.team_id,
        head: shortened(opponent.team),
        title: opponent.team,
        value: ({ against }) => {
          const pair = against.get(opponent.team_id);
          return pair ? recordOf(pair) : null;
        },
        cell: ({ team, against }) => (
          <Record pair={against.get(opponent.team_id)} isSame={team === opponent} />
        ),
        sort: null,
      }),
    ),
  ];
}

/** A heading as narrow as the record below it. */
function shortened(name: string): string {
  const letters = [...name];
  return letters.length > 9 ? `${letters.slice(0, 8).join("")}…` : name;
}

function Record({ pair, isSame }: { pair: Pair | undefined; isSame: boolean }) {
  if (isSame) return <span class="muted" aria-hidden="true" />;
  if (pair === undefined) return <span class="muted">–</span>;
  const look = pair.wins > pair.losses ? "good" : pair.wins < pair.losses ? "poor" : "";
  return <span class={look}>{recordOf(pair)}</span>;
}

interface OpponentsProps {
  team: Team;
  teams: readonly Team[];
  pairs: readonly Pair[];
  slug: string;
}

function Opponents({ team, teams, pairs, slug }: OpponentsProps) {
  const nameOf = (id: string) => teams.find(({ team_id }) => team_id === id)?.team ?? "?";
  const rows = [...recordsOf(team, pairs).values()];
  if (rows.length === 0) return <Nothing>This team has not played yet.</Nothing>;
  const columns: Column<Pair>[] = [
    {
      key: "opponent",
      head: "Opponent",
      kind: "subject",
      value: ({ opponent_id }) => nameOf(opponent_id),
      cell: ({ opponent_id }) => <TeamLink id={opponent_id} name={nameOf(opponent_id)} />,
    },
    WINS,
    LOSSES,
    TIES,
    DIFFERENTIAL,
  ];
  return (
    <Table
      caption={`${team.team} against the others`}
      captionHidden={true}
      columns={columns}
      rows={rows}
      rowKey={({ opponent_id }) => opponent_id}
      file={`against-${slug}`}
    />
  );
}
