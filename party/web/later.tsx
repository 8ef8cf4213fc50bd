import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { messageOf } from "./api.ts";

interface LaterProps<Props> {
  /** Fetches the page's code. */
  load: () => Promise<ComponentType<Props>>;
  /** What is loaded: "the battle". */
  what: string;
  props: Props;
}

/** A page whose code is fetched when it is first wanted: most visitors of the first page never need it. */
export function Later<Props extends object>({ load, what, props }: LaterProps<Props>) {
  const [page, setPage] = useState<{ Page: ComponentType<Props> } | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    load().then(
      (Page) => setPage({ Page }),
      (failure: unknown) => setError(messageOf(failure)),
    );
  }, []);
  if (error !== null) {
    return (
      <p class="notice error" role="alert">
        Cannot load {what}: {error}. Check your connection and reload.
      </p>
    );
  }
  return page === null ? <p class="muted loading">Loading {what}…</p> : <page.Page {...props} />;
}
