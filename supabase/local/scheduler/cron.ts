import { Cron } from "croner";
import type pg from "pg";
import { messageOf, type Report } from "../report.ts";

interface Job {
  jobid: string;
  schedule: string;
  command: string;
  username: string;
}

export interface CronRunner {
  /** Starts what is due. */
  tick(): Promise<void>;
  /** Resolves when no job runs. */
  settled(): Promise<void>;
}

interface Timer {
  schedule: string;
  due: number;
  running: boolean;
}

const REFRESH_MS = 1000;

/** Runs `cron.job` like pg_cron: one run of a job at a time, its history in `cron.job_run_details`. Times are UTC. */
export function createCron(deps: { pool: pg.Pool; report: Report; now?: () => number }): CronRunner {
  const { pool, report, now = Date.now } = deps;
  const timers = new Map<string, Timer>();
  const runs = new Set<Promise<void>>();
  let jobs: Job[] = [];
  let refreshed = Number.NEGATIVE_INFINITY;
  let superuser: boolean | undefined;

  const refresh = async (): Promise<void> => {
    superuser ??= await isSuperuser(pool);
    const mine = superuser ? "true" : "username = current_user";
    const { rows } = await pool.query<Job>(
      `select jobid, schedule, command, username from cron.job where active and ${mine} order by jobid`,
    );
    jobs = rows;
    for (const id of timers.keys()) if (!rows.some((job) => job.jobid === id)) timers.delete(id);
    for (const job of rows) {
      const known = timers.get(job.jobid);
      if (known?.schedule === job.schedule) continue;
      const running = known?.running ?? false;
      timers.set(job.jobid, { schedule: job.schedule, due: first(job.schedule, now()), running });
    }
  };

  const run = async (job: Job, timer: Timer): Promise<void> => {
    timer.running = true;
    try {
      await execute(pool, job, superuser === true);
    } catch (error) {
      report("warn", "scheduled job failed", { job: job.jobid, error: messageOf(error) });
    } finally {
      timer.running = false;
    }
  };

  return {
    async tick() {
      if (now() - refreshed >= REFRESH_MS) {
        refreshed = now();
        await refresh();
      }
      for (const job of jobs) {
        const timer = timers.get(job.jobid);
        if (timer === undefined || timer.running || timer.due > now()) continue;
        timer.due = next(job.schedule, now());
        const started = run(job, timer).finally(() => runs.delete(started));
        runs.add(started);
      }
    },
    async settled() {
      await Promise.all(runs);
    },
  };
}

/** When a job of this schedule is due for the first time, in milliseconds since the epoch. */
export function first(schedule: string, now: number): number {
  return /^\s*@reboot\s*$/i.test(schedule) ? now : next(schedule, now);
}

/** When it is due next after `now`. Knows `5 seconds`, five-field cron with `$` for the last day, and `@daily` and its kin. */
export function next(schedule: string, now: number): number {
  const seconds = /^\s*(\d{1,2})\s+seconds?\s*$/i.exec(schedule)?.[1];
  if (seconds !== undefined) return now + Number(seconds) * 1000;
  if (/^\s*@reboot\s*$/i.test(schedule)) return Number.POSITIVE_INFINITY;
  const pattern = schedule.trim().replace(/\$/, "L");
  return new Cron(pattern, { timezone: "UTC" }).nextRun(new Date(now))?.getTime() ?? Number.POSITIVE_INFINITY;
}

async function execute(pool: pg.Pool, job: Job, superuser: boolean): Promise<void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const { rows } = await client.query<{ runid: string }>(
      `insert into cron.job_run_details (jobid, job_pid, database, username, command, status, start_time)
       values ($1, pg_backend_pid(), current_database(), $2, $3, 'running', clock_timestamp()) returning runid`,
      [job.jobid, job.username, job.command],
    );
    const outcome = await attempt(client, job, superuser);
    await client.query(
      `update cron.job_run_details set status = $2, return_message = $3, end_time = clock_timestamp() where runid = $1`,
      [rows[0]?.runid, outcome.status, outcome.message],
    );
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw broken;
  } finally {
    client.release(broken);
  }
}

async function attempt(
  client: pg.PoolClient,
  job: Job,
  superuser: boolean,
): Promise<{ status: "succeeded" | "failed"; message: string }> {
  try {
    if (superuser) await client.query(`set session authorization ${client.escapeIdentifier(job.username)}`);
    const result: pg.QueryResult | pg.QueryResult[] = await client.query(job.command);
    const last = Array.isArray(result) ? result.at(-1) : result;
    const count = last?.rowCount;
    return {
      status: "succeeded",
      message: count == null ? (last?.command ?? "") : `${count} row${count === 1 ? "" : "s"}`,
    };
  } catch (error) {
    return { status: "failed", message: `ERROR: ${messageOf(error)}` };
  } finally {
    // A command may have left a transaction open, or settings behind.
    await client.query("rollback").catch(() => undefined);
    if (superuser) await client.query("reset session authorization");
    await client.query("discard all");
  }
}

async function isSuperuser(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ rolsuper: boolean }>(
    "select rolsuper from pg_roles where rolname = current_user",
  );
  return rows[0]?.rolsuper ?? false;
}
