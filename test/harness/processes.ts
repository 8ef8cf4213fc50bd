import { execFile } from "node:child_process";
import { promisify } from "node:util";

export interface ProcessInfo {
  pid: number;
  parent: number;
  group: number;
  command: string;
}

/** All processes that are no zombies. */
export async function processes(): Promise<ProcessInfo[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat=,args="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, group, state = "", command = ""] =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || state.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), command }];
  });
}

/** A process and all that it started, directly or not. */
export async function family(pid: number): Promise<ProcessInfo[]> {
  const all = await processes();
  const found = new Set([pid]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const { pid: child, parent } of all) if (found.has(parent)) found.add(child);
  }
  return all.filter((process) => found.has(process.pid));
}
