import { randomUUID } from "node:crypto";
import type pg from "pg";

/** A bare queue with messages like ours. */
export async function prepareRaw(pool: pg.Pool): Promise<void> {
  await pool.query("select pgmq.create('raw')");
}

/** The message that a job of ours has. */
export function rawMessage(): object {
  return {
    v: 1,
    id: randomUUID(),
    kind: "battle.completed",
    priority: 0,
    battle_id: "match-0123456789",
    occurred_at: new Date().toISOString(),
    correlation_id: randomUUID(),
  };
}

export async function sendRaw(pool: pg.Pool, count: number): Promise<void> {
  await pool.query("select pgmq.send_batch('raw', array_fill($1::jsonb, array[$2::int]))", [
    rawMessage(),
    count,
  ]);
}

/** Reads and archives a batch; gives how many messages it had. */
export async function workOffRaw(client: pg.PoolClient, batch: number): Promise<number> {
  const { rows } = await client.query<{ msg_id: number }>("select * from pgmq.read('raw', 30, $1)", [batch]);
  if (rows.length === 0) return 0;
  await client.query("select pgmq.archive('raw', $1::bigint[])", [rows.map(({ msg_id }) => msg_id)]);
  return rows.length;
}
