import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Upload } from "../harness/management-api.ts";

const DENO = join(import.meta.dirname, "../../node_modules/.bin/deno");
const START_MS = 60_000;

/** Serves an upload with Deno on a free port and gives its answer to a request that carries no credentials. */
export async function boot(
  folder: string,
  upload: Upload,
  method: "GET" | "POST",
): Promise<{ status: number; body: string }> {
  const child = spawn(
    DENO,
    [
      "run",
      "--no-remote",
      "--no-prompt",
      "--node-modules-dir=manual",
      "--allow-env",
      "--allow-read",
      "--allow-net=127.0.0.1",
      "--config",
      upload.metadata.import_map_path ?? "deno.json",
      upload.metadata.entrypoint_path,
    ],
    { cwd: folder, env: environment(), stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  try {
    const origin = await listening(child);
    const signal = AbortSignal.timeout(10_000);
    const response = await fetch(origin, { method, signal, ...(method === "POST" ? { body: "{}" } : {}) });
    return { status: response.status, body: await response.text() };
  } finally {
    // npm's `deno` is a Node script that starts the real one: end the group, not the script alone.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    await ended;
  }
}

/** What hosted Supabase sets by itself, then the secrets that the README tells one to set. */
function environment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    NO_COLOR: "1",
    DENO_NO_UPDATE_CHECK: "1",
    DENO_SERVE_ADDRESS: "tcp:127.0.0.1:0",
    SUPABASE_URL: "http://127.0.0.1:9",
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: `sb_secret_${randomBytes(16).toString("hex")}` }),
    PLATEAU_WEBHOOK_SECRETS: `whsec_${randomBytes(24).toString("base64")}`,
    PLATEAU_TICKET_SECRET: randomBytes(24).toString("hex"),
    PARTYKIT_URL: "http://127.0.0.1:9",
  };
}

function listening(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const timer = setTimeout(
      () => reject(new Error(`Cannot boot: no port after ${START_MS} ms: ${printed}`)),
      START_MS,
    );
    const read = (chunk: Buffer) => {
      printed += chunk;
      const origin = /Listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(printed)?.[1];
      if (origin === undefined) return;
      clearTimeout(timer);
      resolve(origin);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      reject(new Error(`Cannot boot: Deno exits ${code}: ${printed}`));
    });
  });
}
