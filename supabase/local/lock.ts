import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const Holder = z.object({
  pid: z.int().min(1),
  /** When the process began, as the system counts it: a process id is used again. `null` where it cannot be read. */
  began: z.string().nullable(),
});
type Holder = z.infer<typeof Holder>;

export interface Lock {
  /** Whether a process that was killed held it before: what it had started may be ending still. */
  tookOver: boolean;
  /** Said twice, it leaves alone who holds the lock by then. */
  release(): Promise<void>;
}

/** Claims a data folder for this process; refuses while another one lives that holds it. */
export async function lockFolder(folder: string, purpose: string): Promise<Lock> {
  const path = join(folder, "lock");
  const draft = join(folder, `lock.${randomUUID()}`);
  const mine = JSON.stringify({ pid: process.pid, began: await beginning(process.pid) } satisfies Holder);
  await writeFile(draft, mine, { mode: 0o600 });
  let tookOver = false;
  let held = true;
  const release = async (): Promise<void> => {
    if (!held) return;
    held = false;
    await rm(path, { force: true });
  };
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      try {
        // A link appears with its content in one step, and only if there is none yet.
        await link(draft, path);
        return { tookOver, release };
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      }
      const stale = await readFile(path, "utf8").catch(() => undefined);
      if (stale === undefined) continue;
      const holder = parse(stale);
      if (holder !== undefined && (await lives(holder))) {
        throw new Error(
          `Cannot ${purpose} ${folder}: a stack is running on it (process ${holder.pid}). Stop it first`,
        );
      }
      await takeAway(path, stale);
      tookOver = true;
    }
    throw new Error(`Cannot ${purpose} ${folder}: others keep taking its lock (${path})`);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Removes the lock of a dead process, and no other that came in its place meanwhile. */
async function takeAway(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await readFile(aside, "utf8")) !== stale) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function parse(text: string): Holder | undefined {
  try {
    return Holder.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function lives(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  const began = await beginning(holder.pid);
  return began === null || holder.began === null || began === holder.began;
}

async function beginning(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The second field is the program's name in brackets and may hold spaces; the start time is field 22.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}
