import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type * as z from "zod";
import { messageOf } from "../api.ts";
import type { Live, LiveView } from "../live.ts";
import { Failure, Nothing, Skeleton } from "./states.tsx";

/** Data on its way: what came last stays visible while it is asked for again. */
export interface View<T> {
  data: T | null;
  error: string | null;
  /** There is nothing of that name. */
  missing?: boolean;
  reload: () => void;
}

/** What tells that a view may have changed: views of the league, or the part of each that matters. */
export interface Hints {
  live: Live;
  tags: readonly string[];
  /** `undefined` where a body holds nothing that matters. */
  part: (body: unknown) => unknown;
}

/**
 * Loads a view, and loads it again when what its hints tell is another.
 *
 * @param key identifies what is loaded; a change starts afresh
 */
export function useView<T>(key: string, load: () => Promise<T>, hints?: Hints): View<T> {
  const [state, setState] = useState<{ key: string; data: T | null; error: string | null }>({
    key,
    data: null,
    error: null,
  });
  const latest = useRef({ load, hints });
  latest.current = { load, hints };
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
    return () => {
      asked.current += 1;
    };
  }, [reload]);

  const live = hints?.live;
  const tags = hints?.tags.join(" ") ?? "";
  useEffect(() => {
    const stops = tags.split(" ").map((tag) => {
      let known: string | undefined;
      return tag === ""
        ? undefined
        : live?.watch(tag, ({ body }) => {
            const told = JSON.stringify(latest.current.hints?.part(body));
            if (told !== known) reload();
            known = told;
          });
    });
    return () => {
      for (const stop of stops) stop?.();
    };
  }, [reload, live, tags]);

  return state.key === key ? { ...state, reload } : { data: null, error: null, reload };
}

/** A view of the league, as it is and as it becomes. */
export function useLive<T>(live: Live, tag: string, schema: z.ZodType<T>): View<T> {
  const [known, setKnown] = useState<{ tag: string; view: LiveView } | null>(null);
  useEffect(() => live.watch(tag, (view) => setKnown({ tag, view })), [live, tag]);
  const reload = useCallback(() => live.reload(tag), [live, tag]);
  return useMemo(() => {
    const { body, error } = known?.tag === tag ? known.view : { body: undefined, error: null };
    if (body === undefined) return { data: null, error, reload };
    if (body === null) return { data: null, error: null, missing: true, reload };
    const read = schema.safeParse(body);
    return read.success
      ? { data: read.data, error, reload }
      : { data: null, error: "this page is out of date; load it anew", reload };
  }, [known, tag, schema, reload]);
}

interface ShownProps<T> {
  view: View<T>;
  /** What is being loaded: "the battles". */
  what: string;
  /** About how many lines it will take. */
  lines?: number;
  /** What stands there when there is nothing of that name. */
  missing?: ComponentChildren;
  children: (data: T) => ComponentChildren;
}

/** A view's data, or that it loads, or why it could not be had and how to try again. */
export function Shown<T>({ view, what, lines, missing, children }: ShownProps<T>) {
  if (view.missing) return <>{missing ?? <Nothing>There is nothing here any more.</Nothing>}</>;
  return (
    <>
      {view.error !== null && <Failure what={`Cannot load ${what}`} why={view.error} retry={view.reload} />}
      {view.data !== null
        ? children(view.data)
        : view.error === null && <Skeleton what={what} {...(lines !== undefined && { lines })} />}
    </>
  );
}
