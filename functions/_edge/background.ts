/** Keeps the function alive until work that nobody waits for any more is over. */
export type KeepAlive = (work: Promise<unknown>) => void;

/** What Supabase's runtime has beside Deno's own; other hosts of Deno run until they are told to stop. */
interface Runtime {
  EdgeRuntime?: { waitUntil(work: Promise<unknown>): void };
}

export const keepAlive: KeepAlive = (work) => (globalThis as Runtime).EdgeRuntime?.waitUntil(work);

/** Aborted when the runtime is about to end this worker: its time, memory or CPU is used up, or it is shut down. */
export const stopping: AbortSignal = signalOfEnd();

function signalOfEnd(): AbortSignal {
  const controller = new AbortController();
  globalThis.addEventListener?.("beforeunload", () => controller.abort());
  return controller.signal;
}

/** Waits so many milliseconds. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Repeats a task until the returned function is called. One that fails is tried again when its time comes. */
export function every(ms: number, task: () => Promise<void>): () => void {
  const timer = setInterval(() => void task().catch(() => undefined), ms);
  return () => clearInterval(timer);
}

/** Milliseconds: pg_net gives up after a few seconds, and sends nothing else while it waits for its slowest answer. */
const PATIENCE_MS = 800;

/**
 * The answer of `work` where it comes soon, a 202 where it does not: the work goes on.
 *
 * @param work never rejects
 */
export async function answerSoon(
  work: Promise<Response>,
  keep: KeepAlive,
  patienceMs = PATIENCE_MS,
): Promise<Response> {
  keep(work);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Response>((resolve) => {
    const answer = () => resolve(Response.json({ status: "working" }, { status: 202 }));
    timer = setTimeout(answer, patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
