import { useState } from "preact/hooks";
import { QueueLimits, QueueState } from "../../../../functions/_shared/schema/admin.ts";
import type { Api } from "../../api.ts";
import { Link } from "../../routes.tsx";
import { useAct } from "../../ui/act.ts";
import { ConfirmButton, Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { askQueues } from "../calls.ts";
import { jobsAt } from "./filter.ts";
import { MendAll } from "./mend.tsx";
import { durationText } from "./words.ts";

interface QueueCardProps {
  api: Api;
  state: QueueState;
  mayChange: boolean;
  changed: () => void;
}

/** One queue: what waits in it, its dead letters, and its switches. */
export function QueueCard({ api, state, mayChange, changed }: QueueCardProps) {
  const { queue, paused, depth, inFlight, oldestSeconds, dead } = state;
  const act = useAct();
  const [limiting, setLimiting] = useState(false);
  const set = (action: "queues.pause" | "queues.resume", done: string) =>
    act.run(async () => {
      await askQueues(api, { action, queue, requestId: crypto.randomUUID() }, QueueState);
      changed();
    }, done);
  return (
    <section class="card" aria-labelledby={`queue-${queue}`}>
      <div class="row between">
        <h2 id={`queue-${queue}`}>{queue}</h2>
        {paused && <span class="tag">paused</span>}
      </div>
      <dl class="figures">
        <div>
          <dt>Depth</dt>
          <dd>{depth}</dd>
        </div>
        <div>
          <dt>In work</dt>
          <dd>{inFlight}</dd>
        </div>
        <div>
          <dt>Oldest waits</dt>
          <dd>{durationText(oldestSeconds)}</dd>
        </div>
        <div>
          <dt>Dead letters</dt>
          <dd class={dead > 0 ? "poor" : ""}>{dead}</dd>
        </div>
      </dl>
      {act.error !== null && (
        <p class="notice error" role="alert">
          {act.error}
        </p>
      )}
      <div class="row">
        <Link class="button" to={jobsAt({ queue })} aria-label={`Jobs of ${queue}`}>
          Jobs
        </Link>
        {dead > 0 && (
          <Link
            class="button"
            to={jobsAt({ queue, states: "dead_letter" })}
            aria-label={`Dead letters of ${queue}`}
          >
            Dead letters
          </Link>
        )}
        {mayChange && (
          <>
            {paused ? (
              <button
                type="button"
                disabled={act.busy}
                aria-label={`Resume ${queue}`}
                onClick={() => set("queues.resume", `${queue} goes on.`)}
              >
                Resume
              </button>
            ) : (
              <ConfirmButton
                label="Pause"
                described={`Pause ${queue}`}
                disabled={act.busy}
                question={`Pause ${queue}?`}
                consequence="Nothing is claimed from it until it is resumed. What is being worked on is finished; what comes meanwhile waits."
                yes="Pause it"
                confirmed={() => void set("queues.pause", `${queue} is paused.`)}
              />
            )}
            <button type="button" aria-label={`Limits of ${queue}`} onClick={() => setLimiting(true)}>
              Limits
            </button>
          </>
        )}
      </div>
      {mayChange && dead > 0 && (
        <div class="row">
          <MendAll api={api} verb="redrive" filter={{ queue }} label="Redrive all" mended={changed} />
          <MendAll api={api} verb="discard" filter={{ queue }} label="Discard all" mended={changed} />
        </div>
      )}
      {limiting && (
        <LimitsDialog
          api={api}
          state={state}
          close={() => setLimiting(false)}
          saved={() => {
            setLimiting(false);
            changed();
          }}
        />
      )}
    </section>
  );
}

const LIMITS: Record<keyof typeof QueueLimits.shape, { label: string; hint: string }> = {
  maxWorkers: { label: "Workers at once", hint: "0 to 64. An idle queue has none." },
  batchSize: { label: "Jobs of one claim", hint: "1 to 100." },
  maxAttempts: { label: "Attempts before it is a dead letter", hint: "1 to 100." },
  backoffBase: { label: "Seconds before the second attempt", hint: "Each further one waits longer." },
  backoffCap: { label: "Seconds before any attempt, at most", hint: "Up to a day." },
  visibilityTimeout: { label: "Seconds that a claim lasts", hint: "Longer than the consumer's longest run." },
  maxAge: { label: "Seconds that a message may wait", hint: "Then one more worker is started." },
  leaseSeconds: { label: "Seconds of silence of a dead worker", hint: "5 to 3600." },
  completedDays: { label: "Days that completed jobs are kept", hint: "1 to 3650." },
  archiveDays: { label: "Days that archived messages are kept", hint: "1 to 3650." },
};
type Limit = keyof typeof LIMITS;

interface LimitsDialogProps {
  api: Api;
  state: QueueState;
  close: () => void;
  saved: () => void;
}

function LimitsDialog({ api, state, close, saved }: LimitsDialogProps) {
  const act = useAct();
  const names = Object.keys(LIMITS) as Limit[];
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const changed = names.filter((name) => Number(form.get(name)) !== state.limits[name]);
    if (changed.length === 0) return close();
    const limits = Object.fromEntries(changed.map((name) => [name, Number(form.get(name))]));
    const save = () =>
      askQueues(
        api,
        {
          action: "queues.limit",
          queue: state.queue,
          limits: QueueLimits.parse(limits),
          requestId: crypto.randomUUID(),
        },
        QueueState,
      );
    if (await act.run(save, "The limits count from the next claim.")) saved();
  };
  return (
    <Dialog title={`Limits of ${state.queue}`} close={close}>
      <form onSubmit={submit}>
        {names.map((name) => (
          <Field key={name} label={LIMITS[name].label} hint={LIMITS[name].hint}>
            {(described) => (
              <input
                {...described}
                name={name}
                type="number"
                min={0}
                step={1}
                required
                defaultValue={state.limits[name] ?? 0}
              />
            )}
          </Field>
        ))}
        {act.error !== null && (
          <p class="notice error" role="alert">
            {act.error}
          </p>
        )}
        <div class="ends">
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={act.busy}>
            Save the limits
          </button>
        </div>
      </form>
    </Dialog>
  );
}
