import { spawn } from "node:child_process";

export interface CommandResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** @default 60_000 */
  timeoutMs?: number;
}

/** Runs a command to its end; one that outlives its time is killed and reported as an error with what it printed. */
export function run(file: string, args: string[], options: CommandOptions): Promise<CommandResult> {
  const timeoutMs = options.timeoutMs ?? 60_000;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const result: CommandResult = { code: null, stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => {
      result.stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      result.stderr += chunk;
    });
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      const printed = `${result.stdout}${result.stderr}`;
      reject(new Error(`Cannot finish '${file} ${args[0] ?? ""}': no end after ${timeoutMs} ms: ${printed}`));
    }, timeoutMs);
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(new Error(`Cannot run '${file}': ${error.message}`, { cause: error }));
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve({ ...result, code });
    });
  });
}
