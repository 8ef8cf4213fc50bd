/** What asking a part of the system came to. */
export type Probe<Value> = { answered: true; value: Value; ms: number } | { answered: false; reason: string };

/** Milliseconds after which a part that does not answer is away. */
const PATIENCE_MS = 3000;

/** Asks a part of the system; never throws, and never waits long. */
export async function probe<Value>(
  ask: () => Promise<Value>,
  now: () => number,
  patienceMs = PATIENCE_MS,
): Promise<Probe<Value>> {
  const began = now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer after ${patienceMs} ms`)), patienceMs);
  });
  try {
    const value = await Promise.race([ask(), late]);
    return { answered: true, value, ms: Math.round(now() - began) };
  } catch (error) {
    return { answered: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** Asks at most once in so many milliseconds; whoever comes meanwhile is given what that came to. */
export function atMostEvery<Value>(
  ms: number,
  now: () => number,
  ask: () => Promise<Value>,
): () => Promise<Value> {
  let last: { at: number; answer: Promise<Value> } | undefined;
  return () => {
    if (last === undefined || now() - last.at >= ms) last = { at: now(), answer: ask() };
    return last.answer;
  };
}
