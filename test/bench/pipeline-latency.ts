import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readBattles } from "../../supabase/local/demo/results.ts";
import { percentile } from "../../supabase/local/demo/table.ts";
import { type Stack, startStack } from "../../supabase/local/stack.ts";
import { battleCompleted, deliver } from "../harness/events.ts";
import { type PlayedSeason, playSeason } from "../harness/season.ts";
import type { Bench, Figure } from "./figure.ts";
import { graphileLatency, queueLatency, type Replay } from "./queues/latency.ts";
import { atMost } from "./queues/rounds.ts";

const BATTLES = 12;
const REPEATS = 40;
const P50_MS = 1000;
const P95_MS = 2000;

/**
 * From the win in the room to the standings row, with battles one after another on an idle stack. The baseline is one
 * bare step of that path: a signed event that was seen before, which `battle-events` verifies and looks up. And the part
 * of it that the queue has, from the recorded result to the standings row, against a worker of graphile-worker that
 * reads the same replays and counts them in a row.
 */
async function run(): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "plateau-bench-"));
  const ports = { api: 0, rooms: 0, database: 0, functions: 0 };
  const stack = await startStack({ dataDir, ports, seed: false, log: () => undefined });
  try {
    const played = await playSeason(stack, { battles: BATTLES, seed: "latency", parallel: 1, timeout: 300 });
    const { p50, p95 } = played.result.latency_ms;
    const baseline = await seenEvent(stack, played);
    const queued = await queueLatency(stack);
    const graphile = await graphileLatency(stack, await replaysOf(played), REPEATS);
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
