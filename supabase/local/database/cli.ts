import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const require = createRequire(import.meta.url);
const root = resolve(import.meta.dirname, "..", "..", "..");

export interface CliResult {
  ok: boolean;
  stdout: string;
  /** Both streams in order, colours removed. */
  output: string;
}

export interface CliOptions {
  /** Database the command works on. Its password goes through the environment: arguments are public on a machine. */
  database?: string;
  /** Where the `supabase/` folder lies; default this repository. */
  workdir?: string;
}

/** Runs the supabase CLI, without Docker and without the developer's own login. */
export async function supabase(args: string[], options: CliOptions = {}): Promise<CliResult> {
  const entry = join(require.resolve("supabase/package.json"), "..", "dist", "supabase.js");
  const workdir = options.workdir ?? root;
  const target = options.database === undefined ? undefined : new URL(options.database);
  const env = environment(target);
  if (target !== undefined) target.password = "";
  const all = [
    entry,
    ...args,
    ...(target === undefined ? [] : [`--remote=${target.href}`]),
    "--workdir",
    workdir,
  ];
  return new Promise((done) => {
    const settings = { cwd: workdir, env, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(process.execPath, all, settings, (error, stdout, stderr) => {
      const output = readable(`${stderr}\n${stdout}`);
      done({ ok: error === null, stdout, output: output === "" && error !== null ? error.message : output });
    });
    child.stdin?.end();
  });
}

/** The developer's own settings must not redirect or authorise what we run. */
function environment(target: URL | undefined): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(SUPABASE_|PG[A-Z]+$)/.test(name));
  const database: Record<string, string> = {};
  if (target !== undefined) {
    database.PGPASSWORD = decodeURIComponent(target.password);
    // The embedded server has no certificate and never leaves this machine.
    if (target.hostname === "127.0.0.1") database.PGSSLMODE = "disable";
  }
  return {
    ...Object.fromEntries(kept),
    ...database,
    DO_NOT_TRACK: "1",
    SUPABASE_TELEMETRY_DISABLED: "1",
    NO_COLOR: "1",
  };
}

function readable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the escape character
  return text.replace(/\u001b\[[0-9;]*m/g, "").trim();
}
