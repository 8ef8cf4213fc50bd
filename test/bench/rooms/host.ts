import { readFile } from "node:fs/promises";
import type { ProcessInfo } from "../../harness/processes.ts";
import { residentOf } from "./workerd.ts";

const PATIENCE_MS = 10_000;

/** A server that holds battles, two sockets each. */
export interface Host {
  /** Opens a battle between two new players, who play its first turns and then stay, silent. */
  play(number: number, turns: number): Promise<void>;
  /** Its processes. */
  processes(): Promise<ProcessInfo[]>;
  /** Collects garbage in all of them, so that only what is alive weighs. */
  collect(): Promise<void>;
  /** How many sockets of players are open. */
  sockets(): number;
  stop(): Promise<void>;
}

/** Decides when a player answers, from what came, and when its turns are played. */
export class Pace {
  readonly done: Promise<void>;
  readonly #turns: number;
  #finish: () => void = () => undefined;
  #asked: Request | null = null;
  #fresh = false;
  #over = false;

  constructor(turns: number) {
    this.#turns = turns;
    this.done = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** Takes lines of the battle's log and perhaps a request, in either order; gives the number of the request to answer now. */
  take(lines: readonly string[], request: Request | null): number | null {
    for (const line of lines) {
      const turn = /^\|turn\|(\d+)/.exec(line)?.[1];
      if (turn !== undefined) this.#fresh = true;
      if (Number(turn) > this.#turns || /^\|(win|tie)\b/.test(line)) this.#over = true;
    }
    if (request) this.#asked = request;
    if (this.#over) this.#finish();
    const asked = this.#asked;
    if (this.#over || !asked || asked.wait || !(this.#fresh || asked.forceSwitch)) return null;
    this.#asked = null;
    this.#fresh = false;
    return asked.rqid;
  }
}

/** What a pace reads of a request. */
export interface Request {
  rqid: number;
  wait?: boolean;
  forceSwitch?: boolean[];
}

/** The memory of processes in bytes, what several of them share counted once (Linux), or all that each has. */
export async function memoryOf(processes: readonly ProcessInfo[]): Promise<number> {
  if (processes.length === 0) throw new Error("Cannot weigh a server: it has no process");
  const pids = processes.map(({ pid }) => pid);
  if (process.platform !== "linux") return residentOf(pids);
  const shares = pids.map(async (pid) => {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8");
    return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]) * 1024;
  });
  return (await Promise.all(shares)).reduce((sum, share) => sum + share, 0);
}

/** Rejects when a step of a battle takes too long. */
export async function inTime<T>(step: string, task: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`Cannot ${step}: nothing came in ${PATIENCE_MS} ms`);
    timer = setTimeout(() => reject(error), PATIENCE_MS);
  });
  return await Promise.race([task, late]).finally(() => clearTimeout(timer));
}
