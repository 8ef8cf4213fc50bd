import { storeOf, useStore } from "./store.ts";

interface Toast {
  id: number;
  text: string;
  kind: "note" | "error";
}

/** How long a toast stays; an error stays until it is put away. */
const STAYS = 6000;

const said = storeOf<{ polite: string; urgent: string }>({ polite: "", urgent: "" });
const toasts = storeOf<readonly Toast[]>([]);
let count = 0;

/** Says something to who cannot see the page; `urgent` interrupts what is being read. */
export function announce(text: string, urgency: "polite" | "urgent" = "polite"): void {
  const before = said.get()[urgency];
  // The same words twice are only heard when the text has changed in between.
  said.set({ ...said.get(), [urgency]: before === text ? `${text}\u00a0` : text });
}

/** Shows a short message over the page, and says it. */
export function toast(text: string, kind: Toast["kind"] = "note"): void {
  count += 1;
  const shown = { id: count, text, kind };
  toasts.set([...toasts.get().slice(-2), shown]);
  if (kind === "note") setTimeout(() => putAway(shown.id), STAYS);
}

function putAway(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id));
}

/** Where announcements are made and toasts are shown; once in the page. */
export function Announcements() {
  const { polite, urgent } = useStore(said);
  return (
    <>
      <div class="hidden" aria-live="polite" data-said="polite">
        {polite}
      </div>
      <div class="hidden" aria-live="assertive" data-said="urgent">
        {urgent}
      </div>
      <div class="toasts" role="status">
        {useStore(toasts).map(({ id, text, kind }) => (
          <div key={id} class={`toast ${kind}`}>
            <span>
              <bdi>{text}</bdi>
            </span>
            <button type="button" class="quiet small" onClick={() => putAway(id)}>
              Dismiss
            </button>
          </div>
        ))}
      </div>
    </>
  );
}
