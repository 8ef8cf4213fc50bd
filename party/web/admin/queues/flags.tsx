import { QueueFlags, type Trigger } from "../../../../functions/_shared/schema/admin.ts";
import type { Api } from "../../api.ts";
import { useAct } from "../../ui/act.ts";
import { ConfirmButton } from "../../ui/dialog.tsx";
import { askQueues } from "../calls.ts";

const LABELS: Record<Trigger, string> = {
  global: "Everything",
  match: "What results ask for",
  admin: "What people ask for",
  cron: "What the schedule asks for",
};

interface FlagsProps {
  api: Api;
  flags: QueueFlags;
  mayChange: boolean;
  changed: () => void;
}

/** Whether statistics are queued, by what asks for them; otherwise they are made at once. */
export function Flags({ api, flags, mayChange, changed }: FlagsProps) {
  const act = useAct();
  const set = (trigger: Trigger, enabled: boolean) =>
    act.run(
      async () => {
        await askQueues(
          api,
          { action: "flags.set", trigger, enabled, requestId: crypto.randomUUID() },
          QueueFlags,
        );
        changed();
      },
      enabled ? "It is queued again." : "It is done at once from now on.",
    );
  return (
    <section class="card" aria-labelledby="flags-title">
      <h2 id="flags-title">What is queued</h2>
      <p class="muted">
        What is not queued is done at once, in the request that wants it: for when a queue fails.
      </p>
      <ul class="list">
        {(Object.keys(LABELS) as Trigger[]).map((trigger) => (
          <li key={trigger}>
            <div class="grow">
              {LABELS[trigger]} <span class="tag">{flags[trigger] ? "queued" : "at once"}</span>
            </div>
            {mayChange &&
              (flags[trigger] ? (
                <ConfirmButton
                  label="Do at once"
                  described={`${LABELS[trigger]}: do at once`}
                  disabled={act.busy}
                  question={`${LABELS[trigger]}: no longer queue it?`}
                  consequence="The same work is done in the request that wants it. Results take a little longer to be counted."
                  yes="Do it at once"
                  confirmed={() => void set(trigger, false)}
                />
              ) : (
                <button
                  type="button"
                  disabled={act.busy}
                  aria-label={`${LABELS[trigger]}: queue again`}
                  onClick={() => set(trigger, true)}
                >
                  Queue again
                </button>
              ))}
          </li>
        ))}
      </ul>
      {act.error !== null && (
        <p class="notice error" role="alert">
          {act.error}
        </p>
      )}
    </section>
  );
}
