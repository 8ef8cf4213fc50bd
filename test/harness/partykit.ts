import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../supabase/local/ports.ts";
import { killGroup, type Running } from "../../supabase/local/processes/child.ts";
import { startPartykit } from "../../supabase/local/processes/partykit.ts";

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
  folder: string = join(import.meta.dirname, "../../party"),
  options: readonly string[] = [],
): Promise<RoomServer> {
  const port = await freePort();
  const storage = await mkdtemp(join(tmpdir(), "plateau-rooms-"));
  const vars = Object.entries(env).flatMap(([name, value]) => ["--var", `${name}=${value}`]);
  let running: Running | null = null;

  const start = async () => {
    running = await startPartykit({
      ...{ folder, port, output: () => undefined },
      args: ["--persist", storage, ...options, ...vars],
    });
  };
  const kill = async () => {
    const child = running?.process;
    running = null;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    // The whole group: the simulator runs in a process that partykit starts.
    killGroup(child.pid, "SIGKILL");
    await gone;
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
  return { url: `http://127.0.0.1:${port}`, start, kill, remove };
}
