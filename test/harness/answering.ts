/**
 * Resolves when an address answers well.
 *
 * @param alive whether what is to answer there still runs
 * @param within milliseconds
 * @throws when it has ended, or the time is up
 */
export async function answering(url: string, alive: () => boolean, within: number): Promise<void> {
  const deadline = Date.now() + within;
  while (alive() && Date.now() < deadline) {
    const ready = await fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
      async (response) => {
        await response.body?.cancel();
        return response.ok;
      },
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Cannot reach ${url}: ${alive() ? "no answer in time" : "the process ended"}`);
}
