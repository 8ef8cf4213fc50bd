import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { TestDatabase } from "./database.ts";

/** Tells the database where functions are, so that dispatching writes requests. */
export async function configure(db: TestDatabase): Promise<void> {
  await db.sql("select vault.create_secret('http://127.0.0.1:9/', 'project_url')");
  await db.sql("select vault.create_secret('sb_secret_x', 'secret_key')");
}

const Started = z.array(z.object({ url: z.string(), worker: z.string() }));

/** The workers of a consumer that were asked for since the last call. */
export async function started(
  db: TestDatabase,
  consumer = "process-results",
): Promise<z.infer<typeof Started>> {
  return Started.parse(
    await db.sql(
      `with taken as (
        delete from net.http_request_queue where url like '%/' || $1
        returning id, url, convert_from(body, 'utf8')::jsonb as body
      )
      select url, coalesce(body ->> 'worker', '') as worker from taken order by id`,
      [consumer],
    ),
  );
}

export interface Sending {
  queue?: string;
  kind?: string;
  subject?: string;
  priority?: number;
}

/** Sends a job about nothing; gives its id. */
export async function send(db: TestDatabase, sending: Sending = {}): Promise<string> {
  return await enqueue(db, "send_job", sending);
}

/** Sends a job, unless one of its kind and subject waits; gives the id of the one that will do. */
export async function coalesce(db: TestDatabase, sending: Sending = {}): Promise<string> {
  return await enqueue(db, "coalesce_job", sending);
}

async function enqueue(db: TestDatabase, how: string, sending: Sending): Promise<string> {
  const { queue = "battle_results", kind = "battle.completed", subject = "b-0", priority = 0 } = sending;
  const [row] = await db.sql(`select private.${how}($1, $2, $3, $4, $5, 'test', 'request-1', $6) as id`, [
    queue,
    kind,
    subject,
    { battle_id: subject },
    priority,
    randomUUID(),
  ]);
  return z.uuid().parse(row?.id);
}

/** Makes a worker silent for so long that it is dead. */
export async function silence(db: TestDatabase, worker: string): Promise<void> {
  await db.sql("update leases set expires_at = clock_timestamp() - interval '1 second' where worker = $1", [
    worker,
  ]);
}

export async function tick(db: TestDatabase): Promise<void> {
  await db.sql("select private.dispatch_all()");
}
