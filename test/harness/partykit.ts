import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../supabase/local/ports.ts";
import { answering } from "./answering.ts";

const root = join(import.meta.dirname, "../..");
const READY_DEADLINE_MS = 60_000;

/** A real `partykit dev` on a free port, with storage that outlives its restarts. */
export interface RoomServer {
  url: string;
  /** Starts it again, on the same port and storage. */
  start(): Promise<void>;
  /** Ends it at once, as `kill -9` does. */
  kill(): Promise<void>;
  /** Ends it and forgets its storage. */
  remove(): Promise<void>;
}

/**
 * Starts the project's parties and page, or those of another folder.
 *
 * @param env the variables that the parties read
 * @param options more of `partykit dev`
 */
export async function startRooms(
  env: Record<string, string>,
  folder: string = join(root, "party"),
  options: readonly string[] = [],
): Promise<RoomServer> {
  const port = await freePort();
  const storage = await mkdtemp(join(tmpdir(), "plateau-rooms-"));
  const url = `http://127.0.0.1:${port}`;
  const vars = Object.entries(env).flatMap(([name, value]) => ["--var", `${name}=${value}`]);
  const bin = join(root, "node_modules/partykit/dist/bin.mjs");
  let child: ChildProcess | null = null;

  const kill = async () => {
    const running = child;
    child = null;
    if (running?.pid === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, "exit");
    // The whole group: the simulator runs in a process that partykit starts.
    process.kill(-running.pid, "SIGKILL");
    await gone;
  };
  const start = async () => {
    const started = spawn(
      process.execPath,
      [bin, "dev", "--port", String(port), "--persist", storage, ...options, ...vars],
      { cwd: folder, detached: true, stdio: ["ignore", "pipe", "pipe"] },
    );
    child = started;
    let printed = "";
    const keep = (chunk: Buffer) => {
      printed = (printed + chunk).slice(-4000);
    };
    started.stdout.on("data", keep);
    started.stderr.on("data", keep);
    try {
      await answering(`${url}/config.json`, () => started.exitCode === null, READY_DEADLINE_MS);
    } catch (cause) {
      await kill();
      throw new Error(`Cannot start the room server: ${printed}`, { cause });
    }
  };
  const remove = async () => {
    await kill();
    await rm(storage, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    await start();
  } catch (error) {
    await remove();
    throw error;
  }
  return { url, start, kill, remove };
}
