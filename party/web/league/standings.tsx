import type { StandingsView } from "../../../functions/_shared/schema/league.ts";
import type { Column } from "../ui/table.tsx";
import { TeamLink } from "./names.tsx";
import { DIFFERENTIAL, LOSSES, TIES, WINS } from "./record-columns.ts";

type Row = StandingsView["rows"][number];

/** All that a season's table tells. */
export const STANDINGS: readonly Column<Row>[] = [
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
  WINS,
  LOSSES,
  TIES,
  DIFFERENTIAL,
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

function Team({ row: { team_id, team, played, reason }, brief = false }: { row: Row; brief?: boolean }) {
  return (
    <>
      <TeamLink id={team_id} name={team} />
      {/* Where there is no room for its column. Before the first match everybody is level. */}
      {reason !== null && played > 0 && (
        <div class={brief ? "muted small" : "muted small narrow"}>{reason}</div>
      )}
    </>
  );
}

const BRIEF = new Set(["rank", "team", "points", "wins", "losses", "ties", "differential"]);

/** What there is room for beside other things; the file holds it all. */
export const BRIEF_STANDINGS: readonly Column<Row>[] = STANDINGS.map((column) => ({
  ...column,
  ...(!BRIEF.has(column.key) && { fileOnly: true }),
  ...(column.key === "team" && { cell: (row: Row) => <Team row={row} brief={true} /> }),
}));
