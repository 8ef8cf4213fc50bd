import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import * as z from "zod";

/**
 * A process of its own that outlives a supervisor that was killed. It reads from a pipe which process groups the
 * supervisor has; when the pipe closes it ends those that are left.
 */

/** One line of the pipe. `signal` ends the group gently, `undefined` pid groups are left alone. */
export const ReaperLine = z.object({
  pid: z.int().min(2),
  /** False when the group is gone. */
  running: z.boolean(),
  /** What the process takes as a request to end at once. */
  signal: z.enum(["SIGTERM", "SIGQUIT"]),
});
export type ReaperLine = z.infer<typeof ReaperLine>;

const PATIENCE_MS = 3000;

async function reap(): Promise<void> {
  const groups = new Map<number, ReaperLine["signal"]>();
  // Ctrl-C in a terminal is the supervisor's business.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
  for await (const line of createInterface({ input: process.stdin })) {
    const { pid, running, signal } = ReaperLine.parse(JSON.parse(line));
    if (running) groups.set(pid, signal);
    else groups.delete(pid);
  }
  for (const [pid, signal] of groups) send(pid, signal);
  const end = Date.now() + PATIENCE_MS;
  while ([...groups.keys()].some((pid) => send(pid, 0)) && Date.now() < end) await delay(50);
  for (const pid of groups.keys()) send(pid, "SIGKILL");
}

/** Whether the group was there. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[2] === "reap") await reap();
