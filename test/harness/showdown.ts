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
  readonly pid: number;
  /** The folder that all of its processes run in. */
  folder: string;
  /** The end of what it printed. */
  printed(): string;
  /** Ends it at once, as `kill -9` does. */
  kill(): Promise<void>;
  /** Starts it again, in the same folder and on the same port. */
  start(): Promise<void>;
  /** Ends it at once, and forgets its folder. */
  stop(): Promise<void>;
}

/**
 * Starts the server of npm's `pokemon-showdown` from a copy of its own, without throttles and name checks, and resolves
 * once it takes connections.
 *
 * @param settings of Showdown's `config/config.js`, beside those that keep it to itself
 * @param preload CommonJS that each of its processes runs first
 * @param secure whether it throttles and checks names, as a public server does
 */
export async function startShowdown(
  settings: Record<string, unknown> = {},
  preload = "",
  secure = false,
): Promise<ShowdownServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const folder = await mkdtemp(join(tmpdir(), "plateau-showdown-"));
  let child: ChildProcess | null = null;
  let printed = "";
  const kill = async () => {
    const running = child;
    child = null;
    if (running) await end(running);
  };
  const stop = async () => {
    await kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const preloaded = join(folder, "preload.cjs");
  const launch = async (server: string) => {
    const options = ["start", "--skip-build", ...(secure ? [] : ["--no-security"]), String(port)];
    const started = spawn(process.execPath, ["pokemon-showdown", ...options], {
      cwd: server,
      // Its children inherit the environment, and no flags.
      env: { ...process.env, NODE_OPTIONS: `--require=${preloaded}` },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
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
    if (started.pid === undefined) throw new Error("Cannot run Node");
  };
  try {
    const server = await copyServer(folder, settings);
    await writeFile(preloaded, preload);
    await launch(server);
    return {
      url,
      socket: `${url.replace(/^http/, "ws")}/showdown/websocket`,
      get pid() {
        if (child?.pid === undefined) throw new Error("The Showdown server does not run");
        return child.pid;
      },
      folder: server,
      printed: () => printed,
      kill,
      start: () => launch(server),
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
