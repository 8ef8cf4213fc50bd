import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { messageOf, type Report } from "../report.ts";
import { createCron } from "./cron.ts";
import { createHttpWorker } from "./http.ts";

export interface SchedulerOptions {
  /** As a superuser, jobs run as who scheduled them; as another role, only its own do. */
  url: string;
  report: Report;
}

export interface Scheduler {
  stop(): Promise<void>;
}

const TICK_MS = 250;

/**
 * Executes what the stand-ins of pg_cron and pg_net queue. Where the real extensions are, it sits out.
 * A lost database is waited for.
 */
export async function startScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    let lost = false;
    while (!stopping.signal.aborted) {
      try {
        await session(options, stopping.signal, () => {
          if (lost) options.report("info", "scheduler has the database again");
          lost = false;
        });
      } catch (error) {
        if (stopping.signal.aborted) return;
        if (!lost) options.report("warn", "scheduler lost the database", { error: messageOf(error) });
        lost = true;
      }
      await delay(200, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Works until the connection breaks or the scheduler stops. */
async function session(
  options: SchedulerOptions,
  stopping: AbortSignal,
  connected: () => void,
): Promise<void> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: 6,
    connectionTimeoutMillis: 3000,
    application_name: "plateau-scheduler",
  });
  pool.on("error", () => undefined);
  const listener = new pg.Client({ connectionString: options.url, application_name: "plateau-scheduler" });
  const broken = new Promise<never>((_, reject) => {
    listener.on("error", reject);
    listener.on("end", () => reject(new Error("the connection ended")));
  });
  broken.catch(() => undefined);
  try {
    await listener.connect();
    const standIns = await findStandIns(listener);
    const cron = standIns.cron ? createCron({ pool, report: options.report }) : undefined;
    const http = standIns.net ? createHttpWorker({ pool, report: options.report }) : undefined;
    if (http !== undefined) {
      listener.on("notification", () => http.wake());
      await listener.query("listen net");
      http.wake();
    }
    connected();
    while (!stopping.aborted) {
      await Promise.race([Promise.all([cron?.tick(), http?.tick()]), broken]);
      await Promise.race([delay(TICK_MS, undefined, { signal: stopping }).catch(() => undefined), broken]);
    }
    await Promise.all([cron?.settled(), http?.settled()]);
  } finally {
    await Promise.allSettled([listener.end(), pool.end()]);
  }
}

/** The real extensions are written in C; the stand-ins have not one such function. */
async function findStandIns(client: pg.Client): Promise<{ cron: boolean; net: boolean }> {
  const { rows } = await client.query<{ schema: string }>(
    `select n.nspname as schema
     from pg_namespace n
     where n.nspname in ('cron', 'net') and not exists (
       select from pg_proc p join pg_language l on l.oid = p.prolang
       where p.pronamespace = n.oid and l.lanname = 'c'
     )`,
  );
  const schemas = rows.map((row) => row.schema);
  return { cron: schemas.includes("cron"), net: schemas.includes("net") };
}
