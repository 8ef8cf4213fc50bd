import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onEndAsked } from "../processes/ending.ts";
import { type Stack, startStack } from "../stack.ts";
import { Api } from "./api.ts";
import { deadlineIn } from "./deadline.ts";
import { createSeason } from "./league.ts";
import { type DemoOptions, parseOptions, USAGE } from "./options.ts";
import { type Progress, progressOn } from "./progress.ts";
import { type DemoResult, readResult } from "./results.ts";
import { runSeason } from "./season.ts";
import { standingsTable } from "./table.ts";

/** `npm run demo`: the whole of Plateau in one command. Progress goes to stderr, results to stdout. */
async function main(): Promise<number> {
  let options: DemoOptions | null;
  try {
    options = parseOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${message(error)}\n\n${USAGE}`);
    return 2;
  }
  if (options === null) {
    console.log(USAGE);
    return 0;
  }
  const interruption = new AbortController();
  onEndAsked((why) => interruption.abort(`interrupted: ${why}`));
  const dataDir = await mkdtemp(join(tmpdir(), "plateau-demo-"));
  let stack: Stack | undefined;
  try {
    const progress = progressOn(process.stderr);
    const starting = performance.now();
    const ports = { api: 0, rooms: 0, database: 0, functions: 0 };
    const { signal } = interruption;
    stack = await startStack({ dataDir, ports, seed: false, log: progress.note, signal });
    progress.note(`The stack is up after ${((performance.now() - starting) / 1000).toFixed(1)} s.`);
    const exited = stack.exited.then(() => interruption.abort("the stack ended"));
    const result = await play(stack, options, progress, signal);
    const good = result.consistent && result.completed === options.battles && result.dead_letters === 0;
    print(result, options, good);
    if (options.keep) {
      progress.note(`\n${addresses(stack)}\nThe stack keeps running. Ctrl-C stops it.`);
      await Promise.race([aborted(signal), exited]);
    }
    return good ? 0 : 1;
  } catch (error) {
    console.error(message(error));
    return 1;
  } finally {
    if (stack !== undefined) console.error("Stopping the stack …");
    await stack?.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function play(
  stack: Stack,
  options: DemoOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<DemoResult> {
  const deadline = deadlineIn(options.timeout, signal);
  const api = new Api({ url: stack.urls.api, ...stack.keys }, deadline);
  const plan = { battles: options.battles, seed: options.seed, now: new Date() };
  const season = await createSeason(api, stack.urls.database, deadline, plan);
  progress.note(
    `${season.teams.size} teams; matches to play: ${season.matches.length}. Watch them at ${stack.urls.rooms}`,
  );
  await runSeason({ api, season, progress, deadline });
  return readResult(api, season);
}

function print(result: DemoResult, options: DemoOptions, good: boolean): void {
  const { p50, p95 } = result.latency_ms;
  console.log(standingsTable(result.standings));
  console.log(
    `\n${result.completed} of ${result.battles} battles counted, ${result.notifications} announced, ` +
      `${result.dead_letters} dead letters; a result took ${p50} ms to the standings (p95 ${p95} ms).`,
  );
  console.log(
    result.consistent
      ? "A recount of the stored replays gives the same standings."
      : "A recount of the stored replays gives OTHER standings.",
  );
  if (!good) console.error("The demo failed.");
  if (options.json) console.log(JSON.stringify(result));
}

function addresses({ urls }: Stack): string {
  return Object.entries(urls)
    .map(([name, url]) => `${name.padEnd(10)}${url}`)
    .join("\n");
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

// Whatever still waits for an answer of a stack that is gone must not keep the process.
process.exit(await main());
