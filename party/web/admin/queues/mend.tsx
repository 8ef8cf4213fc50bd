import { useState } from "preact/hooks";
import { type JobFilter, Mended } from "../../../../functions/_shared/schema/admin.ts";
import type { Api } from "../../api.ts";
import { useAct } from "../../ui/act.ts";
import { toast } from "../../ui/announce.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { askQueues } from "../calls.ts";

export type Verb = "retry" | "redrive" | "discard";

const CONSEQUENCES: Record<Verb, string> = {
  retry: "They are due at once, instead of when their wait is over.",
  redrive: "They go back into their queue, with all attempts before them.",
  discard: "They are given up: what they would have done is not done. There is no way back.",
};
const DONE: Record<Verb, string> = {
  retry: "due at once",
  redrive: "back in their queue",
  discard: "given up",
};

export const jobsText = (count: number, more = false) =>
  `${more ? "the first " : ""}${count} ${count === 1 ? "job" : "jobs"}`;

interface MendAllProps {
  api: Api;
  verb: Verb;
  filter: Omit<JobFilter, "states">;
  label: string;
  mended: () => void;
}

/** A button for all jobs that a filter names: it counts them before it asks whether that is meant. */
export function MendAll({ api, verb, filter, label, mended }: MendAllProps) {
  const act = useAct();
  const [counted, setCounted] = useState<Mended | null>(null);
  const count = () =>
    act.run(async () => setCounted(await askQueues(api, { action: "jobs.count", verb, filter }, Mended)));
  const mend = async () => {
    const done = await act.run(async () => {
      const { count, more } = await askQueues(
        api,
        { action: `jobs.${verb}`, filter, requestId: crypto.randomUUID() },
        Mended,
      );
      toast(
        `${jobsText(count)} ${count === 1 ? "is" : "are"} ${DONE[verb]}.${more ? " There are more: say it again." : ""}`,
      );
    });
    if (!done) return;
    setCounted(null);
    mended();
  };
  return (
    <>
      <button
        type="button"
        class={verb === "discard" ? "danger" : ""}
        disabled={act.busy}
        aria-haspopup="dialog"
        aria-label={filter.queue === undefined ? undefined : `${label} of ${filter.queue}`}
        onClick={count}
      >
        {label}
      </button>
      {counted === null && act.error !== null && (
        <p class="notice error" role="alert">
          {act.error}
        </p>
      )}
      {counted !== null && (
        <Dialog title={`${label}?`} close={() => setCounted(null)}>
          {counted.count === 0 ? (
            <p>No job fits: there is nothing to {verb}.</p>
          ) : (
            <p>
              <strong>
                This is about {jobsText(counted.count, counted.more)}
                {counted.more && "; the others are for another time"}.
              </strong>{" "}
              {CONSEQUENCES[verb]}
            </p>
          )}
          {act.error !== null && (
            <p class="notice error" role="alert">
              {act.error}
            </p>
          )}
          <div class="ends">
            <button type="button" onClick={() => setCounted(null)}>
              {counted.count === 0 ? "Close" : "Cancel"}
            </button>
            {counted.count > 0 && (
              <button
                type="button"
                class={verb === "discard" ? "danger" : "primary"}
                disabled={act.busy}
                onClick={mend}
              >
                {label}: {jobsText(counted.count)}
              </button>
            )}
          </div>
        </Dialog>
      )}
    </>
  );
}
