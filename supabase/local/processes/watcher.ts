import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { killGroup } from "./child.ts";
import type { ReaperLine } from "./reaper.ts";

/** Tells the reaper what would be left behind if this process were killed. */
export interface Watcher {
  watch(pid: number, signal?: ReaperLine["signal"]): void;
  forget(pid: number): void;
  /** Ends everything that is watched, at once. */
  end(): void;
  close(): Promise<void>;
}

/** Starts the reaper; a reaper that dies is replaced. */
export function startWatcher(): Watcher {
  const groups = new Map<number, ReaperLine["signal"]>();
  let closing = false;
  let ending = false;
  let reaper = start();

  function start(): ChildProcess {
    const child = spawn(
      process.execPath,
      ["--import", import.meta.resolve("tsx"), fileURLToPath(import.meta.resolve("./reaper.ts")), "reap"],
      { detached: true, stdio: ["pipe", "ignore", "inherit"], env: { PATH: process.env.PATH } },
    );
    child.stdin?.on("error", () => undefined);
    child.once("exit", () => {
      if (closing) return;
      reaper = start();
      for (const [pid, signal] of groups) tell({ pid, running: true, signal });
    });
    return child;
  }

  function tell(line: ReaperLine): void {
    reaper.stdin?.write(`${JSON.stringify(line)}\n`);
  }

  return {
    watch(pid, signal = "SIGTERM") {
      groups.set(pid, signal);
      tell({ pid, running: true, signal });
      // What was about to start when the end came.
      if (ending) killGroup(pid, "SIGKILL");
    },
    forget(pid) {
      const signal = groups.get(pid);
      if (signal === undefined) return;
      groups.delete(pid);
      tell({ pid, running: false, signal });
    },
    end() {
      ending = true;
      for (const [pid, signal] of groups) killGroup(pid, signal === "SIGQUIT" ? signal : "SIGKILL");
    },
    async close() {
      closing = true;
      if (reaper.exitCode !== null || reaper.signalCode !== null) return;
      const gone = once(reaper, "exit");
      reaper.stdin?.end();
      await gone;
    },
  };
}
