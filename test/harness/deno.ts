import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const START_MS = 60_000;

export interface Served {
  url: string;
  /** All that it has printed. */
  output: () => string;
  stop(): Promise<void>;
}

/**
 * Serves one function under the real Deno on a free port, with `env` and nothing else in its environment.
 *
 * @param preload a module, from the root of the repository, that is run ahead of the function
 */
export async function serveFunction(
  name: string,
  env: Record<string, string>,
  preload?: string,
): Promise<Served> {
  const args = [
    "run",
    "--no-remote",
    "--no-prompt",
    "--no-lock",
    "--node-modules-dir=manual",
    "--allow-env",
    "--allow-read",
    "--allow-net=127.0.0.1",
    ...(preload === undefined ? [] : [`--preload=${preload}`]),
  ];
  const child = spawn(
    join(ROOT, "node_modules/.bin/deno"),
    [...args, "--config", "functions/deno.json", `functions/${name}/index.ts`],
    {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NO_COLOR: "1",
        DENO_NO_UPDATE_CHECK: "1",
        DENO_SERVE_ADDRESS: "tcp:127.0.0.1:0",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    },
  );
  let printed = "";
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const closed = once(child, "close");
    // npm's `deno` is a Node script that starts the real one: end the group, not the script alone.
    process.kill(-child.pid, "SIGKILL");
    await closed;
  };
  try {
    const url = await listening(child, (text) => {
      printed += text;
      return printed;
    });
    return { url, output: () => printed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function listening(child: ChildProcess, keep: (text: string) => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let all = "";
    const timer = setTimeout(
      () => reject(new Error(`Cannot serve: no port after ${START_MS} ms: ${all}`)),
      START_MS,
    );
    const read = (chunk: Buffer) => {
      all = keep(String(chunk));
      const url = /Listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(all)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      reject(new Error(`Cannot serve: Deno exits ${code}: ${all}`));
    });
  });
}
