import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { messageOf } from "./api.ts";
import type { Live } from "./live.ts";

/** Data on its way: what came last stays visible while it is asked for again. */
export interface View<T> {
  data: T | null;
  error: string | null;
  reload: () => void;
}

/**
 * Loads a view and loads it again when one of its tags changes.
 *
 * @param key identifies what is loaded; a change starts afresh
 */
export function useView<T>(
  key: string,
  load: () => Promise<T>,
  live?: Live,
  concerns?: (tag: string) => boolean,
): View<T> {
  const [state, setState] = useState<{ key: string; data: T | null; error: string | null }>({
    key,
    data: null,
    error: null,
  });
  const latest = useRef({ load, concerns });
  latest.current = { load, concerns };
  const asked = useRef(0);

  const reload = useCallback(() => {
    asked.current += 1;
    const mine = asked.current;
    latest.current.load().then(
      (data) => {
        if (mine === asked.current) setState({ key, data, error: null });
      },
      (error: unknown) => {
        if (mine === asked.current) {
          setState((old) => ({ key, data: old.key === key ? old.data : null, error: messageOf(error) }));
        }
      },
    );
  }, [key]);

  useEffect(() => {
    reload();
    const stop = live?.watch((tag) => latest.current.concerns?.(tag) ?? false, reload);
    return () => {
      asked.current += 1;
      stop?.();
    };
  }, [reload, live]);

  return state.key === key ? { ...state, reload } : { data: null, error: null, reload };
}

interface ShownProps<T> {
  view: View<T>;
  /** What is being loaded: "the battles". */
  what: string;
  children: (data: T) => ComponentChildren;
}

/** A view's data, or that it loads, or why it could not be had and how to try again. */
export function Shown<T>({ view, what, children }: ShownProps<T>) {
  return (
    <>
      {view.error !== null && (
        <p class="notice error" role="alert">
          Cannot load {what}: {view.error}{" "}
          <button type="button" class="quiet" onClick={view.reload}>
            Try again
          </button>
        </p>
      )}
      {view.data !== null
        ? children(view.data)
        : view.error === null && <p class="muted loading">Loading {what}…</p>}
    </>
  );
}
