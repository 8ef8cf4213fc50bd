import type { ComponentChildren } from "preact";
import { JobHistory, Mended } from "../../../../functions/_shared/schema/admin.ts";
import type { Api } from "../../api.ts";
import { Link } from "../../routes.tsx";
import type { Roles } from "../../session/roles.ts";
import type { PageProps } from "../../site.ts";
import { useAct } from "../../ui/act.ts";
import { ConfirmButton } from "../../ui/dialog.tsx";
import { PageHeading } from "../../ui/heading.tsx";
import { useRefresh } from "../../ui/refresh.ts";
import { Moment } from "../../ui/time.tsx";
import { Shown, useView } from "../../ui/view.tsx";
import { askQueues } from "../calls.ts";
import { Gate } from "../gate.tsx";
import { Json } from "../json.tsx";
import { Places } from "../places.tsx";
import { jobsAt } from "./filter.ts";
import type { Verb } from "./mend.tsx";
import { durationText, STATE_LABELS } from "./words.ts";

/** Seconds between two looks at a job that is not over. */
const EVERY = 5;

/** One job: what came of it, attempt by attempt, and its message. */
export function JobPage(site: PageProps) {
  const id = site.params.id ?? "";
  return (
    <Gate site={site} title="Job">
      {(roles) => <Loaded key={id} api={site.api} id={id} roles={roles} />}
    </Gate>
  );
}

function Loaded({ api, id, roles }: { api: Api; id: string; roles: Roles }) {
  const view = useView(id, () => askQueues(api, { action: "jobs.show", jobId: id }, JobHistory));
  const over = view.data !== null && ["completed", "failed"].includes(view.data.job.state);
  useRefresh(() => {
    if (!over) view.reload();
  }, EVERY);
  return (
    <>
      <PageHeading title={view.data === null ? "Job" : view.data.job.kind} />
      <Places roles={roles} at="/admin/jobs" />
      <Shown view={view} what="the job" lines={8}>
        {(history) => <History api={api} history={history} roles={roles} reload={view.reload} />}
      </Shown>
    </>
  );
}

interface HistoryProps {
  api: Api;
  history: JobHistory;
  roles: Roles;
  reload: () => void;
}

function History({ api, history, roles, reload }: HistoryProps) {
  const { job, message, deadLetter } = history;
  const mayChange = roles.operator === "operator" || [...roles.leagues.values()].includes("admin");
  const facts: [string, ComponentChildren][] = [
    ["State", <strong class={job.state === "dead_letter" ? "poor" : ""}>{STATE_LABELS[job.state]}</strong>],
    ["Queue", job.queue],
    ["About", <bdi>{job.subject ?? "–"}</bdi>],
    ["Attempts", job.attempts],
    ["Priority", job.priority],
    ["Took", job.durationMs === null ? "–" : durationText(job.durationMs / 1000)],
    ["Triggered by", job.triggeredBy ?? "–"],
    ["Request", job.requestId ?? "–"],
    [
      "Correlation",
      job.correlationId === null ? (
        "–"
      ) : (
        <Link to={jobsAt({ correlationId: job.correlationId })}>
          everything of {job.correlationId.slice(0, 8)}
        </Link>
      ),
    ],
  ];
  return (
    <div class="columns">
      <section class="card" aria-labelledby="job-title">
        <h2 id="job-title">Job</h2>
        <dl class="facts">
          {facts.map(([name, value]) => (
            <div key={name} class="fact">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {job.error !== null && (
          <p class="notice error">
            <bdi>{job.error}</bdi>
          </p>
        )}
        {mayChange && <Mend api={api} history={history} reload={reload} />}
        <Json summary="The job as JSON" value={job} />
        {message !== null && message !== undefined && (
          <Json summary="Its message" value={message} open={true} />
        )}
        {deadLetter !== null && deadLetter !== undefined && (
          <Json summary="Its dead letter" value={deadLetter} open={true} />
        )}
      </section>
      <section class="card" aria-labelledby="timeline-title">
        <h2 id="timeline-title">Timeline</h2>
        <Timeline history={history} />
      </section>
    </div>
  );
}

const OUTCOMES = {
  completed: "completed",
  retried: "failed, tried again later",
  snoozed: "put off",
  dead: "failed for good: a dead letter",
  lost: "fell silent",
};

function Timeline({ history: { job, attempts, dueAt } }: { history: JobHistory }) {
  const running = job.state === "processing" && job.startedAt !== null;
  return (
    <ol class="timeline">
      <li>
        <Moment at={job.enqueuedAt} /> sent
      </li>
      {attempts.map(({ number, worker, startedAt, finishedAt, outcome, error }) => (
        <li key={number} class={outcome === "completed" ? "well" : outcome === "snoozed" ? "" : "badly"}>
          <Moment at={startedAt} /> attempt {number}: <strong>{OUTCOMES[outcome]}</strong>
          <div class="muted small">
            {durationText((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)}
            {worker !== null && ` by ${worker}`}
          </div>
          {error !== null && (
            <div class="small">
              <bdi>{error}</bdi>
            </div>
          )}
        </li>
      ))}
      {running && job.startedAt !== null && (
        <li>
          <Moment at={job.startedAt} /> a worker has it
        </li>
      )}
      {job.state === "queued" && dueAt !== null && (
        <li>
          <Moment at={dueAt} /> due
        </li>
      )}
      {job.state === "failed" && <li>given up by a person</li>}
    </ol>
  );
}

/** What can be done about one job. */
function Mend({ api, history: { job }, reload }: Omit<HistoryProps, "roles">) {
  const act = useAct();
  const mend = async (verb: Verb, done: string) => {
    const ask = () =>
      askQueues(api, { action: `jobs.${verb}`, jobId: job.id, requestId: crypto.randomUUID() }, Mended);
    if (await act.run(ask, done)) reload();
  };
  return (
    <>
      <div class="row">
        {job.state === "queued" && (
          <ConfirmButton
            label="Retry now"
            disabled={act.busy}
            question="Retry 1 job now?"
            consequence="It is due at once, instead of when its wait is over."
            yes="Retry 1 job"
            confirmed={() => void mend("retry", "1 job is due at once.")}
          />
        )}
        {job.state === "dead_letter" && (
          <>
            <ConfirmButton
              label="Redrive"
              class="primary"
              disabled={act.busy}
              question="Redrive 1 dead letter?"
              consequence="It goes back into its queue, with all attempts before it."
              yes="Redrive 1 job"
              confirmed={() => void mend("redrive", "1 job is back in its queue.")}
            />
            <ConfirmButton
              label="Discard"
              class="danger"
              disabled={act.busy}
              question="Discard 1 dead letter?"
              consequence="It is given up: what it would have done is not done. There is no way back."
              yes="Discard 1 job"
              confirmed={() => void mend("discard", "1 job is given up.")}
            />
          </>
        )}
      </div>
      {act.error !== null && (
        <p class="notice error" role="alert">
          {act.error}
        </p>
      )}
    </>
  );
}
