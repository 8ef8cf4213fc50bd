/** Keeps the function alive until work that nobody waits for any more is over. */
export type KeepAlive = (work: Promise<unknown>) => void;

/** What Supabase's runtime has beside Deno's own; other hosts of Deno run until they are told to stop. */
interface Runtime {
  EdgeRuntime?: { waitUntil(work: Promise<unknown>): void };
}

export const keepAlive: KeepAlive = (work) => (globalThis as Runtime).EdgeRuntime?.waitUntil(work);

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
