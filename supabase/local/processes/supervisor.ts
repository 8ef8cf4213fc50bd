import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { Tell } from "../log.ts";
import { killGroup, type Running } from "./child.ts";
import type { ReaperLine } from "./reaper.ts";
import type { Watcher } from "./watcher.ts";

export interface Part {
  name: string;
  /** Where it listens; a port that refuses connections while the process lives means that a child of it died. */
  port: number;
  /** Resolves when the part is ready. `spawned` is called as soon as there is a process. */
  start(spawned: (child: ChildProcess) => void): Promise<Running>;
  /** How the reaper ends it. @default "SIGTERM" */
  signal?: ReaperLine["signal"];
}

export interface Supervised {
  readonly pid: number;
  stop(): Promise<void>;
}

export interface SupervisorOptions {
  tell: Tell;
  watcher: Watcher;
  /** Called once when a part cannot be kept running. */
  gaveUp: (reason: Error) => void;
  /** Failures of one part within a minute after which it is given up. @default 5 */
  maxFailures?: number;
}

const WINDOW_MS = 60_000;
const CHECK_MS = 500;

/** Starts a part and keeps it running: whatever ends it, it starts again, with a growing pause, a limited number of times. */
export async function supervise(part: Part, options: SupervisorOptions): Promise<Supervised> {
  const { tell, watcher } = options;
  const maxFailures = options.maxFailures ?? 5;
  const failures: number[] = [];
  const stopping = new AbortController();
  let current: Running | undefined;
  let spawnedPid: number | undefined;

  const spawned = (child: ChildProcess): void => {
    if (child.pid === undefined) return;
    // A start that was given up for another: its id may be another program's by the time that the reaper reads it.
    if (spawnedPid !== undefined && spawnedPid !== child.pid) watcher.forget(spawnedPid);
    spawnedPid = child.pid;
    watcher.watch(child.pid, part.signal);
    if (stopping.signal.aborted) killGroup(child.pid, "SIGKILL");
  };

  const start = async (): Promise<Running> => {
    try {
      const running = await part.start(spawned);
      spawned(running.process);
      current = running;
      if (stopping.signal.aborted) await running.stop();
      return running;
    } catch (error) {
      if (spawnedPid !== undefined) watcher.forget(spawnedPid);
      throw error;
    }
  };

  const first = await start();
  const kept = keep(first).catch((error: unknown) => {
    if (!stopping.signal.aborted) options.gaveUp(error instanceof Error ? error : new Error(String(error)));
  });

  async function keep(initial: Running): Promise<void> {
    let running = initial;
    for (;;) {
      const reason = await ended(running, part.port, stopping.signal);
      if (reason === undefined) return;
      // Whatever is left of the group would hold the port.
      killGroup(running.pid, part.signal ?? "SIGKILL");
      watcher.forget(running.pid);
      running = await again(reason);
    }
  }

  async function again(reason: string): Promise<Running> {
    let why = reason;
    for (;;) {
      const now = Date.now();
      failures.push(now);
      while ((failures[0] ?? now) < now - WINDOW_MS) failures.shift();
      if (failures.length > maxFailures) {
        throw new Error(
          `Cannot keep ${part.name} running: it failed ${failures.length} times in a minute (${why})`,
        );
      }
      const pause = 100 * 2 ** (failures.length - 1);
      tell(part.name, `${why}; starting again`, "warn");
      await delay(pause, undefined, { signal: stopping.signal });
      const began = performance.now();
      try {
        const running = await start();
        tell(
          part.name,
          `running again after ${Math.round(performance.now() - began)} ms (process ${running.pid})`,
        );
        return running;
      } catch (error) {
        if (stopping.signal.aborted) throw error;
        why = error instanceof Error ? error.message : String(error);
      }
    }
  }

  return {
    get pid() {
      return current?.pid ?? first.pid;
    },
    async stop() {
      stopping.abort();
      await current?.stop();
      if (spawnedPid !== undefined && spawnedPid !== current?.pid) killGroup(spawnedPid, "SIGKILL");
      await kept;
      // A part that was starting again in the meantime.
      await current?.stop();
      if (spawnedPid !== undefined) watcher.forget(spawnedPid);
    },
  };
}

/** Why a part needs to start again; `undefined` when it was stopped. */
async function ended(running: Running, port: number, stopping: AbortSignal): Promise<string | undefined> {
  const child = running.process;
  const over = new AbortController();
  const exit = exited(child, over.signal);
  try {
    let refusals = 0;
    while (!stopping.aborted) {
      const reason = await Promise.race([
        exit,
        delay(CHECK_MS, undefined, { signal: stopping }).catch(() => undefined),
      ]);
      if (stopping.aborted) return undefined;
      if (reason !== undefined) return reason;
      refusals = (await refuses(port)) ? refusals + 1 : 0;
      if (refusals >= 2) return `nothing listens on port ${port} any more`;
    }
    return undefined;
  } finally {
    over.abort();
  }
}

async function exited(child: ChildProcess, signal: AbortSignal): Promise<string> {
  if (child.exitCode === null && child.signalCode === null)
    await once(child, "exit", { signal }).catch(() => undefined);
  return child.signalCode === null
    ? `ended with status ${child.exitCode}`
    : `was ended by ${child.signalCode}`;
}

/** Only a refusal counts: a busy part may be slow to answer. */
function refuses(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const end = (refused: boolean): void => {
      socket.destroy();
      resolve(refused);
    };
    socket.setTimeout(2000, () => end(false));
    socket.once("connect", () => end(false));
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code === "ECONNREFUSED"));
  });
}
