import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { Bench, Figure } from "./figure.ts";
import { prepareRaw, rawMessage } from "./queues/raw.ts";
import { atLeast, interleaved } from "./queues/rounds.ts";
import { rate, withServer } from "./queues/server.ts";

const ROUNDS = 41;
const LOAD = { count: 200, clients: 4 };

function sendJob(client: pg.PoolClient): Promise<unknown> {
  return client.query(
    "select private.send_job('battle_results', 'battle.completed', $1, $2, 0, 'bench', null, $3)",
    ["match-0123456789", { battle_id: "match-0123456789" }, randomUUID()],
  );
}

/** A job with its row, and a worker to hear of it, against a bare message; each in a transaction of its own. */
function run(): Promise<Figure[]> {
  return withServer(async ({ pool }) => {
    await prepareRaw(pool);
    // As in a league: the first job asks for a worker, the others find that one is there.
    await pool.query("select vault.create_secret('http://127.0.0.1:9', 'project_url')");
    await pool.query("select vault.create_secret('sb_secret_bench', 'secret_key')");
    const { raw, jobs } = await interleaved(ROUNDS, {
      raw: () => rate(pool, LOAD, (client) => client.query("select pgmq.send('raw', $1)", [rawMessage()])),
      jobs: () => rate(pool, LOAD, sendJob),
    });
    return [atLeast("queue.enqueue", jobs, raw, 0.9)];
  });
}

export const bench: Bench = { name: "queue.enqueue", run };
