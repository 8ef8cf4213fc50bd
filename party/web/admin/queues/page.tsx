import { QueueList, Throughput } from "../../../../functions/_shared/schema/admin.ts";
import { WorkerStats } from "../../../../functions/_shared/schema/ops.ts";
import type { Api } from "../../api.ts";
import type { Roles } from "../../session/roles.ts";
import type { PageProps } from "../../site.ts";
import { PageHeading } from "../../ui/heading.tsx";
import { useRefresh } from "../../ui/refresh.ts";
import { Shown, useView } from "../../ui/view.tsx";
import { askQueues } from "../calls.ts";
import { Gate, LookOnly } from "../gate.tsx";
import { Places } from "../places.tsx";
import { QueueCard } from "./card.tsx";
import { Flags } from "./flags.tsx";
import { ThroughputCharts } from "./throughput.tsx";
import { Workers } from "./workers.tsx";

/** Seconds between two looks at the queues. */
const EVERY = 5;
/** Seconds between two looks at what changes by the minute. */
const EVERY_MINUTE = 30;
const MINUTES = 60;

/** All queues: what waits, who works, and the switches. */
export function QueuesPage(site: PageProps) {
  return (
    <Gate site={site} title="Queues" may={({ operator }) => operator !== null}>
      {(roles) => <Queues api={site.api} roles={roles} />}
    </Gate>
  );
}

function Queues({ api, roles }: { api: Api; roles: Roles }) {
  const mayChange = roles.operator === "operator";
  const queues = useView("queues", () => askQueues(api, { action: "queues.list" }, QueueList));
  const workers = useView("workers", () => api.ask("workers", WorkerStats));
  const throughput = useView("throughput", () =>
    askQueues(api, { action: "queues.throughput", minutes: MINUTES }, Throughput),
  );
  useRefresh(() => {
    queues.reload();
    workers.reload();
  }, EVERY);
  useRefresh(throughput.reload, EVERY_MINUTE);
  return (
    <>
      <PageHeading title="Queues" about={`Looked at every ${EVERY} seconds while this page is in sight.`} />
      <Places roles={roles} at="/admin/queues" />
      <LookOnly shown={!mayChange} />
      <div class="stack">
        <Shown view={queues} what="the queues" lines={8}>
          {(list) => (
            <>
              <div class="cards">
                {list.queues.map((state) => (
                  <QueueCard
                    key={state.queue}
                    api={api}
                    state={state}
                    mayChange={mayChange}
                    changed={queues.reload}
                  />
                ))}
              </div>
              <Flags api={api} flags={list.flags} mayChange={mayChange} changed={queues.reload} />
            </>
          )}
        </Shown>
        <section class="card" aria-labelledby="throughput-title">
          <h2 id="throughput-title">The last hour</h2>
          <Shown view={throughput} what="the throughput" lines={10}>
            {(figures) => <ThroughputCharts throughput={figures} />}
          </Shown>
        </section>
        <section class="card" aria-labelledby="workers-title">
          <h2 id="workers-title">Workers</h2>
          <Shown view={workers} what="the workers" lines={5}>
            {(stats) => <Workers stats={stats} />}
          </Shown>
        </section>
      </div>
    </>
  );
}
