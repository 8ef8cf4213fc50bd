import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

/** A part that runs. */
export interface Running {
  process: ChildProcess;
  pid: number;
  stop(): Promise<void>;
}

export interface ChildOptions {
  name: string;
  command: string;
  args: string[];
  cwd: string;
  /** The whole environment of the child: nothing is inherited. */
  env: Record<string, string>;
  /** Answers, whatever the status, once the child is ready. */
  ready: string;
  /** Written to the child's standard input. @default nothing */
  input?: Promise<string>;
  /** How the child's own lines tell that its start comes to nothing, though it goes on. */
  stall?: StallSigns;
  output: (line: string) => void;
  /** Told the moment the child exists, before it is ready. */
  spawned?: (child: ChildProcess) => void;
}

export interface StallSigns {
  /** Says that it is ready in a moment. */
  nearly: RegExp;
  /** How long that moment may be, in milliseconds. */
  patience: number;
  /** Says that a part of it will never work, whatever answers. */
  broken: RegExp;
}

/** A start that came to nothing, as the child's own lines tell. The child is gone; another start may do better. */
export class StalledStart extends Error {
  override name = "StalledStart";
}

const READY_DEADLINE_MS = 90_000;
const PATIENCE_MS = 4000;

/** Starts a program in a process group of its own; resolves when it answers. */
export async function startChild(options: ChildOptions): Promise<Running> {
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: [options.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  const last: string[] = [];
  const stall = watchForStall(options.stall);
  const take = (line: string): void => {
    last.push(line);
    if (last.length > 30) last.shift();
    options.output(line);
    stall.read(line);
  };
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on("line", take);
  }
  const gone = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(`it ended with ${signal ?? `status ${code}`}`));
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`Cannot start ${options.name}: ${await gone}`);
  options.spawned?.(child);
  if (child.stdin !== null) {
    child.stdin.on("error", () => undefined);
    options.input?.then(
      (text) => child.stdin?.end(text),
      () => child.stdin?.destroy(),
    );
  }

  const failure = await Promise.race([gone, answers(options.ready, child, options.input), stall.seen]);
  stall.end();
  if (failure === undefined) return { process: child, pid, stop: () => stopGroup(pid) };
  killGroup(pid, "SIGKILL");
  if (failure instanceof StalledStart) {
    await gone;
    throw failure;
  }
  throw new Error(`Cannot start ${options.name}: ${failure}\n${last.join("\n")}`.trimEnd());
}

/** Reads a child's lines for signs that its start comes to nothing; `seen` resolves with the first. */
function watchForStall(signs: StallSigns | undefined) {
  let tell: (stalled: StalledStart) => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const seen = new Promise<StalledStart>((resolve) => {
    tell = resolve;
  });
  return {
    seen,
    read(line: string): void {
      if (signs?.broken.test(line)) tell(new StalledStart(`Cannot go on: '${line.trim()}'`));
      if (!signs?.nearly.test(line)) return;
      const why = `Cannot go on: not ready ${signs.patience / 1000} s after '${line.trim()}'`;
      timer ??= setTimeout(() => tell(new StalledStart(why)), signs.patience);
    },
    end: () => clearTimeout(timer),
  };
}

async function answers(
  url: string,
  child: ChildProcess,
  input: Promise<string> | undefined,
): Promise<string | undefined> {
  // What a child waits for does not count as its own slowness.
  await input?.catch(() => undefined);
  const deadline = Date.now() + READY_DEADLINE_MS;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(10_000), redirect: "manual" });
      await response.body?.cancel();
      return undefined;
    } catch {
      await delay(40);
    }
  }
  return `it did not answer at ${url} within ${READY_DEADLINE_MS / 1000} s`;
}

/** First asks, then insists; resolves when the whole group is gone. Who was started first may well end before the others. */
async function stopGroup(pid: number): Promise<void> {
  killGroup(pid, "SIGTERM");
  const insist = Date.now() + PATIENCE_MS;
  while (killGroup(pid, 0)) {
    if (Date.now() >= insist) killGroup(pid, "SIGKILL");
    await delay(20);
  }
}

/** Whether the group was there. */
export function killGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch (error) {
    // EPERM: the group is there and another user's, as PostgreSQL's is for root's neighbours.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
