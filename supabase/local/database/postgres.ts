import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../ports.ts";
import { type Cluster, openCluster } from "./platform/cluster.ts";
import { type Distribution, distribution } from "./platform/distribution.ts";
import { type RunAs, runAs } from "./platform/user.ts";

export interface PostgresOptions {
  /** Folder for the cluster and its password; made when absent. */
  folder: string;
  /** @default 0, which takes a free port */
  port?: number;
  /** Server settings over ours, for instance `{ fsync: "off" }` in tests. */
  settings?: Record<string, string>;
  /** Gets each line of the server's log. */
  log?: (line: string) => void;
}

export interface Postgres {
  /** Connects as `postgres`, which is no superuser: what migrations and the product use. */
  url: string;
  /** Connects as `supabase_admin`, the superuser: what the platform itself uses. */
  adminUrl: string;
  port: number;
  process: ChildProcess;
  pid: number;
  /** Ends open transactions and closes the database; resolves when the process is gone. */
  stop(): Promise<void>;
}

const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "100",
  max_wal_senders: "0",
  wal_level: "minimal",
  timezone: "UTC",
  log_timezone: "UTC",
  lc_messages: "C",
  jit: "off",
  log_line_prefix: "",
};

const START_DEADLINE_MS = 60_000;

/** Starts PostgreSQL 17 on 127.0.0.1; resolves when it accepts connections, after recovery if it was killed. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const user = runAs();
  const programs = await distribution(user);
  const cluster = await openCluster(resolve(options.folder), programs, user);
  await refuseSecondServer(cluster);

  const deadline = Date.now() + START_DEADLINE_MS;
  for (;;) {
    const port = options.port === undefined || options.port === 0 ? await freePort() : options.port;
    const attempt = await launch(programs, cluster, port, user, options);
    if (attempt.ready) return handle(attempt.child, cluster, port);
    const reason = attempt.output;
    // The backends of a server that was killed need a moment to notice; a free port may be taken in between.
    const passing =
      /pre-existing shared memory block/.test(reason) || (/could not bind/.test(reason) && !options.port);
    if (passing && Date.now() < deadline) {
      await refuseSecondServer(cluster);
      await delay(100);
      continue;
    }
    if (/could not bind/.test(reason)) {
      throw new Error(`Cannot start PostgreSQL: port ${port} is taken. Choose another with --database-port`);
    }
    throw new Error(`Cannot start PostgreSQL in ${cluster.data}:\n${reason}`);
  }
}

type Attempt = { ready: true; child: ChildProcess } | { ready: false; output: string };

async function launch(
  programs: Distribution,
  cluster: Cluster,
  port: number,
  user: RunAs | undefined,
  options: PostgresOptions,
): Promise<Attempt> {
  const all: Record<string, string> = { ...settings, ...options.settings, port: String(port) };
  const child = spawn(
    programs.postgres,
    ["-D", cluster.data, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    // Its own process group: Ctrl-C in a terminal reaches us, and we stop the database last.
    { ...user, cwd: cluster.data, detached: true, stdio: ["ignore", "ignore", "pipe"] },
  );
  const output: string[] = [];
  return new Promise((resolve, reject) => {
    let starting = true;
    child.once("error", (cause) =>
      reject(new Error(`Cannot run ${programs.postgres}: ${cause.message}`, { cause })),
    );
    child.once("close", () => resolve({ ready: false, output: output.join("\n") }));
    createInterface({ input: child.stderr }).on("line", (line) => {
      options.log?.(line);
      if (!starting) return;
      output.push(line);
      if (!line.includes("database system is ready to accept connections")) return;
      starting = false;
      resolve({ ready: true, child });
    });
  });
}

function handle(child: ChildProcess, cluster: Cluster, port: number): Postgres {
  const pid = child.pid;
  if (pid === undefined) throw new Error("Cannot start PostgreSQL: the process has no id");
  const address = (role: string): string =>
    `postgresql://${role}:${cluster.password}@127.0.0.1:${port}/postgres`;
  return {
    url: address("postgres"),
    adminUrl: address("supabase_admin"),
    port,
    process: child,
    pid,
    stop: () => stop(child),
  };
}

/** First asks, then insists: PostgreSQL calls these fast and immediate shutdown. */
async function stop(child: ChildProcess): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    const patience = new AbortController();
    await Promise.race([gone, delay(10_000, undefined, { signal: patience.signal }).catch(() => undefined)]);
    patience.abort();
  }
}

/** PostgreSQL refuses too, but its message does not say what to do. The lock file of a dead server it mends by itself. */
async function refuseSecondServer(cluster: Cluster): Promise<void> {
  const path = join(cluster.data, "postmaster.pid");
  const lock = await readFile(path, "utf8").catch(() => undefined);
  if (lock === undefined) return;
  const pid = Number(lock.split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return;
  // Elsewhere than on Linux we cannot see whose process it is, and believe the file.
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => cluster.data);
  if (!command.includes(cluster.data)) {
    // After a restart of the machine the id is another program's, and PostgreSQL would wait for that to end.
    await rm(path, { force: true });
    return;
  }
  throw new Error(
    `Cannot start PostgreSQL in ${cluster.data}: another server (process ${pid}) uses it. Stop that stack first, or kill ${pid} if it was left behind`,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Forbidden: it lives and is another user's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
