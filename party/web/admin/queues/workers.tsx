import type { WorkerStats } from "../../../../functions/_shared/schema/ops.ts";
import { Nothing } from "../../ui/states.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { Moment } from "../../ui/time.tsx";

type Worker = WorkerStats["workers"][number];

/** As many workers as are listed; the file has them all. */
const SHOWN = 20;

/** Who works on the queues, and what came of it. */
export function Workers({ stats: { workers, queues } }: { stats: WorkerStats }) {
  return (
    <>
      <ul class="plain row">
        {queues.map(({ queue, live, limit, lastHour }) => (
          <li key={queue}>
            <strong>{queue}</strong>: {live} of {limit} at work; in the last hour {lastHour.done} done,{" "}
            {lastHour.failed} failed
            {lastHour.dead > 0 && <span class="poor">, {lastHour.dead} fell silent</span>}
          </li>
        ))}
      </ul>
      {workers.length === 0 ? (
        <Nothing>Nobody has worked within a day. An idle queue has no workers.</Nothing>
      ) : (
        <Table
          caption={`The latest ${Math.min(SHOWN, workers.length)} workers`}
          columns={COLUMNS}
          rows={workers.slice(0, SHOWN)}
          rowKey={({ worker }) => worker}
          file="workers"
        />
      )}
    </>
  );
}

const COLUMNS: readonly Column<Worker>[] = [
  {
    key: "started",
    head: "Since",
    kind: "subject",
    value: ({ startedAt }) => startedAt,
    cell: ({ startedAt }) => <Moment at={startedAt} />,
  },
  { key: "queue", head: "Queue", kind: "text", value: ({ queue }) => queue },
  {
    key: "state",
    head: "State",
    kind: "text",
    value: ({ state }) => state,
    cell: ({ state }) => (
      <span class={state === "dead" ? "poor" : state === "live" ? "good" : ""}>{state}</span>
    ),
  },
  { key: "claimed", head: "Claimed", value: ({ claimed }) => claimed },
  { key: "done", head: "Done", value: ({ done }) => done },
  { key: "failed", head: "Failed", value: ({ failed }) => failed },
  {
    key: "rate",
    head: "A second",
    value: ({ donePerSecond }) => donePerSecond,
    cell: ({ donePerSecond }) => donePerSecond.toFixed(1),
  },
];
