import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { sign } from "../../functions/_shared/auth/signature.ts";
import { type Stack, startStack } from "../../supabase/local/stack.ts";
import type { Bench, Figure } from "./figure.ts";
import { atMost, interleaved } from "./queues/rounds.ts";

const PLAYERS = 100_000;
const FORMAT = "gen9ou";
const TAG = `leaderboard:${FORMAT}`;
const ROUNDS = 50;
const COLD_MS = 25;

/**
 * The first hundred of a hundred thousand rated players, from the live cache over HTTP: after an invalidation, when it
 * asks the database through the Data API, and from its memory. Baselines: a call of the same API that reads nothing, and
 * an answer of the room server that does nothing.
 */
async function run(): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), "plateau-bench-"));
  const ports = { api: 0, rooms: 0, database: 0, functions: 0 };
  const databaseSettings = { fsync: "off", synchronous_commit: "off" };
  const stack = await startStack({ dataDir, ports, seed: false, databaseSettings, log: () => undefined });
  try {
    await fill(stack.urls.database);
    return await measure(stack);
  } finally {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Players whose ratings are spread as on a ladder that is played, made by few statements. */
async function fill(database: string): Promise<void> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    // Players without accounts: making those takes the longest by far, and the ladder does not look at them.
    await client.query("alter table profiles drop constraint profiles_id_fkey");
    await client.query(
      `insert into profiles (id, display_name)
       select md5('player ' || n)::uuid, 'Player ' || n from generate_series(1, ${PLAYERS}) n`,
    );
    await client.query(
      `insert into ratings (user_id, format, elo, glicko, deviation, wins, losses, rated_at)
       select md5('player ' || n)::uuid, '${FORMAT}', 1000 + n::bigint * 7919 % 900, 1200 + n::bigint * 104729 % 800, 40 + n % 80,
         n % 50, n % 37 + 1, now()
       from generate_series(1, ${PLAYERS}) n`,
    );
    await client.query("vacuum analyze profiles, ratings");
  } finally {
    await client.end();
  }
}

async function measure({ urls, keys, secrets }: Stack): Promise<Figure[]> {
  const league = `${urls.rooms}/parties/league/all`;
  const invalidate = async () => {
    const body = JSON.stringify({ type: "INVALIDATE", v: 1, tags: [TAG] });
    const headers = { ...sign(body, [secrets.webhook], randomUUID(), Date.now()) };
    await read(league, { method: "POST", headers, body });
  };
  const view = () => read(`${league}?tag=${TAG}`);
  const bareCall = () =>
    read(`${urls.api}/rest/v1/rpc/league_view`, {
      method: "POST",
      headers: { apikey: keys.publishable, "content-type": "application/json" },
      body: JSON.stringify({ p_tag: "nothing" }),
    });
  const bareAnswer = () => read(`${urls.rooms}/config.json`);

  const rows = (await view()).length;
  if (rows < 10_000) throw new Error(`Cannot measure: the leaderboard is ${rows} bytes`);
  const { cold, warm, call, answer } = await interleaved(ROUNDS, {
    cold: async () => {
      await invalidate();
      return await timed(view);
    },
    warm: () => timed(view),
    call: () => timed(bareCall),
    answer: () => timed(bareAnswer),
  });
  const absolute = { baseline: null, ratio: null, goal: `≤ ${COLD_MS}`, met: cold <= COLD_MS };
  return [
    { name: "leaderboard.cold", value: cold, unit: "ms", ...absolute },
    atMost("leaderboard.cold to a call that reads nothing", cold, call, 4),
    atMost("leaderboard.warm to an answer that does nothing", warm, answer, 3),
  ];
}

async function timed(task: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await task();
  return performance.now() - started;
}

async function read(url: string, init?: RequestInit): Promise<string> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`Cannot measure: ${url} answered ${response.status}: ${text}`);
  return text;
}

export const bench: Bench = { name: "leaderboard.cold", run };
