import { randomUUID } from "node:crypto";
import type pg from "pg";
import * as z from "zod";
import { ClaimedJob } from "../../../functions/_shared/schema/queue.ts";

export const BATCH = 10;
export const QUEUE = "battle_results";

/** An effect as small as can be that is made once for each job, acknowledged in its transaction as results are. */
export async function prepareEffects(pool: pg.Pool): Promise<void> {
  await pool.query("create table public.bench_effects (job_id uuid primary key)");
  await pool.query(
    `create function public.bench_apply(p_queue text, p_items jsonb) returns int
    language plpgsql security definer set search_path = '' as $$
    declare
      held bigint[] := array(select private.hold_messages(p_queue, p_items));
    begin
      insert into public.bench_effects (job_id)
      select i.job_id from jsonb_to_recordset(p_items) i (msg_id bigint, job_id uuid) where i.msg_id = any (held)
      on conflict do nothing;
      perform private.complete_jobs(p_queue, held);
      return cardinality(held);
    end
    $$`,
  );
  await pool.query("update public.queue_settings set batch_size = $1, max_workers = 64", [BATCH]);
}

/** Sends so many jobs in one go. */
export async function sendJobs(pool: pg.Pool, count: number): Promise<void> {
  await pool.query(
    `select private.send_job($1, 'battle.completed', 'b-' || n, jsonb_build_object('battle_id', 'b-' || n), 0, 'bench', null, $2)
    from generate_series(1, $3::int) n`,
    [QUEUE, randomUUID(), count],
  );
}

/**
 * Claims a batch, makes its effects and acknowledges it in one transaction; gives how many jobs it had.
 *
 * @param claimed told how many milliseconds the claim took
 */
export async function workOff(
  client: pg.PoolClient,
  worker: string,
  claimed: (ms: number) => void = () => undefined,
): Promise<number> {
  const began = performance.now();
  const { rows } = await client.query("select * from public.claim_jobs($1, $2)", [QUEUE, worker]);
  claimed(performance.now() - began);
  const jobs = z.array(ClaimedJob).parse(rows);
  if (jobs.length === 0) return 0;
  const items = jobs.map(({ msg_id, read_ct, job_id }) => ({ msg_id, read_ct, job_id }));
  await client.query("select public.bench_apply($1, $2)", [QUEUE, JSON.stringify(items)]);
  return jobs.length;
}
