import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBattles } from "../../supabase/local/demo/results.ts";
import { percentile } from "../../supabase/local/demo/table.ts";
import { type Stack, startStack } from "../../supabase/local/stack.ts";
import { battleCompleted, deliver } from "../harness/events.ts";
import { type PlayedSeason, playSeason } from "../harness/season.ts";
import type { Bench, Figure } from "./figure.ts";
import { graphileWorker, type Replay, resultWorker } from "./queues/latency.ts";
import { atMost } from "./queues/rounds.ts";

const BATTLES = 12;
const REPEATS = 40;
/** Until every connection knows its statements. */
const WARM_UP = 5;
const P50_MS = 1000;
const P95_MS = 2000;

/**
 * From the win in the room to the standings row, with battles one after another on an idle stack. The baseline is one
 * bare step of that path: a signed event that was seen before, which `battle-events` verifies and looks up.
 *
 * And the part of it that the queue has, from the recorded result to the committed standings row, against a job of
 * graphile-worker that reads a replay from the same Storage, parses it and counts it in a row. Ours goes through the
 * scheduler, an edge function and the Data API; graphile-worker's listens on a connection of its own. Turn and turn
 * about, with either's worker idle before, so that a busy moment of the machine hits both alike.
 */
async function run(): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "plateau-bench-"));
  const ports = { api: 0, rooms: 0, database: 0, functions: 0 };
  const databaseSettings = { track_commit_timestamp: "on" };
  const stack = await startStack({ dataDir, ports, seed: false, databaseSettings, log: () => undefined });
  try {
    const played = await playSeason(stack, { battles: BATTLES, seed: "latency", parallel: 1, timeout: 300 });
    const { p50, p95 } = played.result.latency_ms;
    const baseline = await seenEvent(stack, played);
    const { queued, graphile } = await turnAbout(stack, played);
    return [
      figure("pipeline.latency.p50", p50, baseline, P50_MS),
      figure("pipeline.latency.p95", p95, baseline, P95_MS),
      atMost(
        "pipeline.latency to graphile-worker p95",
        percentile(queued, 0.95),
        percentile(graphile, 0.95),
        3,
      ),
    ];
  } finally {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function turnAbout(
  stack: Stack,
  played: PlayedSeason,
): Promise<{ queued: number[]; graphile: number[] }> {
  const replays = await replaysOf(played);
  const ours = await resultWorker(stack, played.season.id, replays, WARM_UP + REPEATS);
  const theirs = await graphileWorker(stack, replays);
  const queued: number[] = [];
  const graphile: number[] = [];
  try {
    for (let round = 0; round < WARM_UP + REPEATS; round++) {
      const times = [await ours.once(), await theirs.once()] as const;
      if (round < WARM_UP) continue;
      queued.push(times[0]);
      graphile.push(times[1]);
    }
  } finally {
    await Promise.all([ours.stop(), theirs.stop()]);
  }
  return { queued, graphile };
}

async function replaysOf({ api, season }: PlayedSeason): Promise<Replay[]> {
  const battles = await readBattles(api, season);
  return battles.flatMap(({ replay_path: path }) =>
    path === null ? [] : [{ read: () => api.replay(path) }],
  );
}

async function seenEvent(stack: Stack, { api, season }: PlayedSeason): Promise<number> {
  const [battle] = await readBattles(api, season);
  if (battle === undefined || battle.replay_path === null)
    throw new Error("Cannot measure: no battle was played");
  const log = await api.replay(battle.replay_path);
  const event = battleCompleted({ battle_id: battle.id, log, winner: null });
  const times: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const started = performance.now();
    const status = await deliver(stack.urls.api, stack.secrets.webhook, event);
    if (status !== 200)
      throw new Error(`Cannot measure: an event seen before is answered ${status}, not 200`);
    times.push(performance.now() - started);
  }
  return percentile(times, 0.5);
}

function figure(name: string, value: number, baseline: number, limit: number): Figure {
  const ratio = value / baseline;
  return { name, value, unit: "ms", baseline, ratio, goal: `value < ${limit}`, met: value < limit };
}

export const bench: Bench = { name: "pipeline.latency", run };
