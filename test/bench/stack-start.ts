import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "../../supabase/local/database/postgres.ts";
import { freePort } from "../../supabase/local/ports.ts";
import { startStack } from "../../supabase/local/stack.ts";
import type { Bench, Figure } from "./figure.ts";

const ROOT = join(import.meta.dirname, "../..");
const GOAL_S = 15;
const READY_MS = 60_000;

/**
 * From nothing but an install to all parts ready, on a fresh data folder: cluster, migrations and all. The baseline is
 * what no such stack can do without: a bare PostgreSQL on a fresh cluster, then a bare PartyKit room.
 */
async function run(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), "plateau-bench-"));
  // PostgreSQL runs as another user when started by root, and has to pass through.
  await chmod(folder, 0o711);
  try {
    // The first start of either fills the disk caches; only the second counts.
    await baseline(join(folder, "bare-1"));
    await stack(join(folder, "stack-1"));
    const bare = await baseline(join(folder, "bare-2"));
    const value = await stack(join(folder, "stack-2"));
    const ratio = value / bare;
    return [
      {
        name: "stack.start",
        value,
        unit: "s",
        baseline: bare,
        ratio,
        goal: `value < ${GOAL_S}`,
        met: value < GOAL_S,
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function stack(dataDir: string): Promise<number> {
  await mkdir(dataDir);
  const ports = { api: 0, rooms: 0, database: 0, functions: 0 };
  const started = performance.now();
  const running = await startStack({ dataDir, ports, seed: true, log: () => undefined });
  const seconds = (performance.now() - started) / 1000;
  await running.stop();
  return seconds;
}

async function baseline(folder: string): Promise<number> {
  await mkdir(folder);
  const party = join(folder, "party");
  await mkdir(party);
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(party, "echo.ts"), ECHO);
  await writeFile(
    join(party, "partykit.json"),
    JSON.stringify({ name: "echo", main: "./echo.ts", compatibilityDate: "2024-07-01" }),
  );
  const started = performance.now();
  const postgres = await startPostgres({ folder: join(folder, "postgres") });
  try {
    const room = await startEcho(party);
    const seconds = (performance.now() - started) / 1000;
    await endRoom(room);
    return seconds;
  } finally {
    await postgres.stop();
  }
}

const ECHO = `export default class Echo {
  onRequest() { return new Response("echo"); }
  onMessage(message, sender) { sender.send(message); }
}
`;

async function startEcho(party: string): Promise<ChildProcess> {
  const port = await freePort();
  const room = spawn(
    process.execPath,
    [join(ROOT, "node_modules/partykit/dist/bin.mjs"), "dev", "--port", String(port)],
    { cwd: party, detached: true, stdio: "ignore" },
  );
  const end = performance.now() + READY_MS;
  while (performance.now() < end && room.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/parties/main/one`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return room;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await endRoom(room);
  throw new Error(`Cannot measure: a bare room did not answer within ${READY_MS / 1000} s`);
}

/** Ends the whole group: the room itself runs in a process that partykit starts. */
async function endRoom(room: ChildProcess): Promise<void> {
  if (room.pid === undefined || room.exitCode !== null) return;
  const gone = once(room, "exit");
  process.kill(-room.pid, "SIGKILL");
  await gone;
}

export const bench: Bench = { name: "stack.start", run };
