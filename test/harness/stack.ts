import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { type Stack, type StackOptions, startStack } from "../../supabase/local/stack.ts";

export interface TestStack extends Stack {
  dataDir: string;
  /** What the console said. */
  lines: string[];
  /** Stops the stack and removes its folder. */
  end(): Promise<void>;
}

/** Free ports for all parts. */
export const freePorts = { api: 0, rooms: 0, database: 0, functions: 0 };

/** Speed that may cost data when the machine loses power; what is committed outlives the end of PostgreSQL. */
export const hasty = { fsync: "off", full_page_writes: "off" };

/** The environment's variable that names the folder of a migrated database, where one is prepared: see `stack.setup.ts`. */
export const PREPARED = "PLATEAU_PREPARED_DATABASE";

/** A new folder that PostgreSQL can reach when it runs as another user. */
export function temporaryFolder(): Promise<string> {
  return mkdtemp(join("/tmp", "plateau-test-"));
}

/** A new data folder, with a database that is migrated already where one is prepared. */
async function newDataFolder(): Promise<string> {
  const folder = await temporaryFolder();
  const prepared = process.env[PREPARED];
  // Not by Node: as root, the files belong to the user that PostgreSQL runs as.
  if (prepared !== undefined) await promisify(execFile)("cp", ["-a", prepared, join(folder, "database")]);
  return folder;
}

/** Starts a whole stack in a temporary folder on free ports. */
export async function startTestStack(options: Partial<StackOptions> = {}): Promise<TestStack> {
  const dataDir = options.dataDir ?? (await newDataFolder());
  const lines: string[] = [];
  const stack = await startStack({
    ports: freePorts,
    seed: false,
    databaseSettings: hasty,
    log: (line) => lines.push(line),
    ...options,
    dataDir,
  });
  const { urls, keys, secrets, parts, exited } = stack;
  return {
    urls,
    keys,
    secrets,
    parts,
    exited,
    dataDir,
    lines,
    stop: () => stack.stop(),
    async end() {
      await stack.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Asks again and again until the answer is there; fails with the last reason. */
export async function eventually<Value>(ask: () => Promise<Value>, timeoutMs = 30_000): Promise<Value> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(50);
    }
  }
}

/** Whether a process is there and no zombie. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
