import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { messageOf } from "../api.ts";
import { renewPage } from "./renewal.ts";
import { Failure, Skeleton } from "./states.tsx";

interface LaterProps<Props> {
  /** Fetches the page's code. */
  load: () => Promise<ComponentType<Props>>;
  /** What is loaded: "the battle". */
  what: string;
  props: Props;
}

/** What came once is drawn at once the next time. */
// biome-ignore lint/suspicious/noExplicitAny: each loader keeps the component that it loaded, whatever its properties
const come = new Map<unknown, ComponentType<any>>();

/** A page whose code is fetched when it is first wanted: most visitors of the first page never need it. */
export function Later<Props extends object>({ load, what, props }: LaterProps<Props>) {
  const [Page, setPage] = useState<ComponentType<Props> | null>(() => come.get(load) ?? null);
  const [error, setError] = useState<string | null>(null);
  const fetchPage = () => {
    setError(null);
    load().then(
      (loaded) => {
        come.set(load, loaded);
        setPage(() => loaded);
      },
      async (failure: unknown) => {
        if (!(await renewPage())) setError(messageOf(failure));
      },
    );
  };
  useEffect(() => {
    if (Page === null) fetchPage();
  }, []);
  if (Page !== null) return <Page {...props} />;
  if (error !== null) return <Failure what={`Cannot load ${what}`} why={error} retry={fetchPage} />;
  return <Skeleton what={what} lines={6} tall={true} />;
}
