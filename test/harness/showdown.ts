import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { freePort } from "../../supabase/local/ports.ts";
import { answering } from "./answering.ts";

const MODULES = join(import.meta.dirname, "../../node_modules");
const READY_DEADLINE_MS = 30_000;
/** It writes into these, and fails where they are missing. */
const FOLDERS = ["logs/repl", "logs/chat", "logs/modlog", "config/chat-plugins"];

/** A real Pokémon Showdown server on a free port of 127.0.0.1. */
export interface ShowdownServer {
  url: string;
  /** Where clients connect. */
  socket: string;
  /** Its main process; the others are its children. */
  pid: number;
  /** The folder that all of its processes run in. */
  folder: string;
  /** The end of what it printed. */
  printed(): string;
  /** Ends it at once, and forgets its folder. */
  stop(): Promise<void>;
}

/**
 * Starts the server of npm's `pokemon-showdown` from a copy of its own, without throttles and name checks, and resolves
 * once it takes connections.
 *
 * @param settings of Showdown's `config/config.js`, beside those that keep it to itself
 * @param preload CommonJS that each of its processes runs first
 */
export async function startShowdown(
  settings: Record<string, unknown> = {},
  preload = "",
): Promise<ShowdownServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const folder = await mkdtemp(join(tmpdir(), "plateau-showdown-"));
  let child: ChildProcess | null = null;
  let printed = "";
  const stop = async () => {
    if (child) await end(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const server = await copyServer(folder, settings);
    const preloaded = join(folder, "preload.cjs");
    await writeFile(preloaded, preload);
    const started = spawn(
      process.execPath,
      ["pokemon-showdown", "start", "--skip-build", "--no-security", String(port)],
      {
        cwd: server,
        // Its children inherit the environment, and no flags.
        env: { ...process.env, NODE_OPTIONS: `--require=${preloaded}` },
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    child = started;
    const keep = (chunk: Buffer) => {
      printed = (printed + chunk).slice(-4000);
    };
    started.stdout.on("data", keep);
    started.stderr.on("data", keep);
    await answering(
      `${url}/showdown/info`,
      () => started.exitCode === null && started.signalCode === null,
      READY_DEADLINE_MS,
    );
    const { pid } = started;
    if (pid === undefined) throw new Error("Cannot run Node");
    return {
      url,
      socket: `${url.replace(/^http/, "ws")}/showdown/websocket`,
      pid,
      folder: server,
      printed: () => printed,
      stop,
    };
  } catch (cause) {
    await stop();
    throw new Error(`Cannot start the Showdown server: ${printed}`, { cause });
  }
}

/** Copies what the server reads and writes; what it requires lies beside it as if it were installed. */
async function copyServer(folder: string, settings: Record<string, unknown>): Promise<string> {
  const server = join(folder, "pokemon-showdown");
  // The compiler only builds, which the package has done.
  const filter = (source: string) => !["esbuild", "@esbuild", ".bin"].includes(basename(source));
  await cp(join(MODULES, "pokemon-showdown"), server, { recursive: true, filter });
  await symlink(MODULES, join(folder, "node_modules"));
  for (const path of FOLDERS) await mkdir(join(server, path), { recursive: true });
  const config = { bindaddress: "127.0.0.1", repl: false, watchconfig: false, ...settings };
  await writeFile(join(server, "config/config.js"), `module.exports = ${JSON.stringify(config)};\n`);
  return server;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  const gone = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
  try {
    // The whole group: it runs sockets and battles in processes of their own, which may outlive it.
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
  await gone;
}
