import { type Job, JobList, JobState } from "../../../../functions/_shared/schema/admin.ts";
import { QueueName } from "../../../../functions/_shared/schema/queue.ts";
import type { Api } from "../../api.ts";
import { Link, useQuery } from "../../routes.tsx";
import type { Roles } from "../../session/roles.ts";
import type { PageProps } from "../../site.ts";
import { Field } from "../../ui/field.tsx";
import { PageHeading } from "../../ui/heading.tsx";
import { useRefresh } from "../../ui/refresh.ts";
import { Nothing } from "../../ui/states.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { Moment } from "../../ui/time.tsx";
import { Shown, useView } from "../../ui/view.tsx";
import { askQueues } from "../calls.ts";
import { Gate, LookOnly } from "../gate.tsx";
import { Places } from "../places.tsx";
import { filterOf, inAddress, TEXTS } from "./filter.ts";
import { MendAll } from "./mend.tsx";
import { durationText, STATE_LABELS, shortSubject } from "./words.ts";

/** Seconds between two looks at the jobs. */
const EVERY = 10;
const LABELS: Record<Exclude<(typeof TEXTS)[number], "queue">, string> = {
  kind: "Kind",
  subject: "About",
  error: "A part of the error",
  correlationId: "Correlation id",
  requestId: "Request id",
  triggeredBy: "Triggered by",
};

/** Jobs that the address names, the latest first. */
export function JobsPage(site: PageProps) {
  return (
    <Gate site={site} title="Jobs">
      {(roles) => <Jobs api={site.api} roles={roles} />}
    </Gate>
  );
}

function Jobs({ api, roles }: { api: Api; roles: Roles }) {
  const [query, setQuery] = useQuery();
  const { filter, wrong } = filterOf(query);
  const after = query.get("after");
  // Admins of a league act on its jobs; others of the list are not theirs to see.
  const mayChange = roles.operator === "operator" || [...roles.leagues.values()].includes("admin");
  const view = useView(`jobs ${query}`, () =>
    askQueues(api, { action: "jobs.list", filter, ...(after && { after }) }, JobList),
  );
  useRefresh(view.reload, EVERY);
  const { states, ...named } = filter;
  const dead = states === undefined || states.includes("dead_letter");
  const waiting = states === undefined || states.includes("queued");
  return (
    <>
      <PageHeading
        title="Jobs"
        about={roles.operator === null ? "Those that are about your leagues." : "Of all leagues."}
      />
      <Places roles={roles} at="/admin/jobs" />
      <LookOnly shown={!mayChange} />
      <section class="card" aria-label="Jobs">
        <Filters query={query} setQuery={setQuery} states={states ?? []} />
        {wrong.length > 0 && (
          <p class="notice warn" role="status">
            What the address says of {wrong.join(", ")} is no filter, and is left out.
          </p>
        )}
        {mayChange && (
          <div class="row">
            {waiting && (
              <MendAll api={api} verb="retry" filter={named} label="Retry all" mended={view.reload} />
            )}
            {dead && (
              <MendAll
                api={api}
                verb="redrive"
                filter={named}
                label="Redrive dead letters"
                mended={view.reload}
              />
            )}
            {dead && (
              <MendAll
                api={api}
                verb="discard"
                filter={named}
                label="Discard dead letters"
                mended={view.reload}
              />
            )}
          </div>
        )}
        <Shown view={view} what="the jobs" lines={10}>
          {({ jobs, next }) =>
            jobs.length === 0 ? (
              <Nothing>No job fits. Take a filter away to see more.</Nothing>
            ) : (
              <>
                <Table
                  caption="Jobs"
                  captionHidden={true}
                  columns={COLUMNS}
                  rows={jobs}
                  rowKey={({ id }) => id}
                  file="jobs"
                />
                <div class="pages">
                  {after !== null && (
                    <button type="button" onClick={() => setQuery({ after: null })}>
                      ← The latest
                    </button>
                  )}
                  {next !== null && (
                    <button type="button" onClick={() => setQuery({ after: next })}>
                      Earlier →
                    </button>
                  )}
                </div>
              </>
            )
          }
        </Shown>
      </section>
    </>
  );
}

interface FiltersProps {
  query: URLSearchParams;
  setQuery: (changes: Record<string, string | null>) => void;
  states: readonly JobState[];
}

/** What is listed; each change is in the address at once. */
function Filters({ query, setQuery, states }: FiltersProps) {
  const set = (name: string, value: string) => setQuery({ [name]: value.trim(), after: null });
  const further = TEXTS.filter((name) => name !== "queue");
  return (
    <div class="stack">
      <fieldset>
        <legend>States</legend>
        <div class="row">
          {JobState.options.map((state) => (
            <label key={state} class="toggle">
              <input
                type="checkbox"
                checked={states.includes(state)}
                onChange={(event) => {
                  const chosen = event.currentTarget.checked
                    ? [...states, state]
                    : states.filter((other) => other !== state);
                  set("states", chosen.join(","));
                }}
              />{" "}
              {STATE_LABELS[state]}
            </label>
          ))}
        </div>
      </fieldset>
      <div class="filters">
        <Field label="Queue">
          {(described) => (
            <select
              {...described}
              value={query.get("queue") ?? ""}
              onChange={(event) => set("queue", event.currentTarget.value)}
            >
              <option value="">all</option>
              {QueueName.options.map((queue) => (
                <option key={queue} value={queue}>
                  {queue}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Sent within">
          {(described) => (
            <select
              {...described}
              value={query.get("maxAge") ?? ""}
              onChange={(event) => set("maxAge", event.currentTarget.value)}
            >
              <option value="">any time</option>
              <option value="3600">an hour</option>
              <option value="86400">a day</option>
              <option value="604800">a week</option>
            </select>
          )}
        </Field>
        {further.slice(0, 3).map((name) => (
          <TextFilter key={name} name={name} query={query} set={set} />
        ))}
      </div>
      <details open={further.slice(3).some((name) => query.has(inAddress(name)))}>
        <summary>More filters</summary>
        <div class="filters">
          {further.slice(3).map((name) => (
            <TextFilter key={name} name={name} query={query} set={set} />
          ))}
        </div>
      </details>
    </div>
  );
}

interface TextFilterProps {
  name: keyof typeof LABELS;
  query: URLSearchParams;
  set: (name: string, value: string) => void;
}

function TextFilter({ name, query, set }: TextFilterProps) {
  const value = query.get(inAddress(name)) ?? "";
  return (
    <Field label={LABELS[name]}>
      {(described) => (
        <input
          {...described}
          // What is being typed outlives the looks at the jobs meanwhile.
          key={value}
          maxLength={200}
          autoComplete="off"
          spellcheck={false}
          defaultValue={value}
          onChange={(event) => set(inAddress(name), event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

const COLUMNS: readonly Column<Job>[] = [
  {
    key: "kind",
    head: "Job",
    kind: "subject",
    value: ({ kind }) => kind,
    cell: ({ id, kind, subject }) => (
      <>
        <Link to={`/admin/jobs/${id}`}>{kind}</Link>
        {subject !== null && (
          <div class="muted small" title={subject}>
            <bdi>{shortSubject(subject)}</bdi>
          </div>
        )}
      </>
    ),
  },
  {
    key: "state",
    head: "State",
    kind: "text",
    value: ({ state }) => state,
    cell: ({ state }) => <span class={state === "dead_letter" ? "poor" : ""}>{STATE_LABELS[state]}</span>,
  },
  { key: "queue", head: "Queue", kind: "text", value: ({ queue }) => queue },
  {
    key: "sent",
    head: "Sent",
    kind: "text",
    value: ({ enqueuedAt }) => enqueuedAt,
    cell: ({ enqueuedAt }) => <Moment at={enqueuedAt} />,
  },
  { key: "attempts", head: "Attempts", value: ({ attempts }) => attempts },
  {
    key: "took",
    head: "Took",
    value: ({ durationMs }) => durationMs,
    cell: ({ durationMs }) => (durationMs === null ? "–" : durationText(durationMs / 1000)),
  },
  {
    key: "error",
    head: "Error",
    kind: "text",
    value: ({ error }) => error,
    cell: ({ error }) =>
      error === null ? null : <bdi title={error}>{error.length > 80 ? `${error.slice(0, 80)}…` : error}</bdi>,
  },
];
