import { createHash } from "node:crypto";
import { lstatSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { canReach, runAs } from "./database/platform/user.ts";
import { type Ports, parsePort, portNames, portSettings } from "./ports.ts";

export interface StartOptions {
  dataDir: string;
  ports: Partial<Ports>;
  databaseUrl: string | undefined;
  seed: boolean;
  jsonLogs: boolean;
}

const root = resolve(import.meta.dirname, "..", "..");

/** Where the data lies: the flag, then `PLATEAU_DATA`, then `.plateau` in the repository. */
export function dataFolder(flag: string | undefined, env: NodeJS.ProcessEnv): string {
  return flag ?? set(env.PLATEAU_DATA) ?? usualFolder();
}

/** Root's PostgreSQL runs as another user, who may not enter a clone below `/root`: then the data lies beside it all. */
function usualFolder(): string {
  const user = runAs();
  if (user === undefined || canReach(root, user)) return join(root, ".plateau");
  const folder = join("/var/tmp", `plateau-${createHash("sha256").update(root).digest("hex").slice(0, 8)}`);
  const owner = lstatSync(folder, { throwIfNoEntry: false })?.uid;
  // Anyone may make folders there, and keys go into this one.
  if (owner === undefined || owner === process.getuid?.()) return folder;
  throw new Error(
    `Cannot use ${folder}: it belongs to another user. Choose a folder with --data or PLATEAU_DATA`,
  );
}

/** Reads the flags of `npm start` and the environment; a flag wins. */
export function parseStart(args: string[], env: NodeJS.ProcessEnv): StartOptions | "help" {
  const portFlags = Object.fromEntries(
    portNames.map((name) => [portSettings[name].flag.slice(2), { type: "string" as const }]),
  );
  const { values } = parseArgs({
    args,
    options: {
      help: { type: "boolean", short: "h" },
      data: { type: "string" },
      "no-seed": { type: "boolean" },
      "json-logs": { type: "boolean" },
      ...portFlags,
    },
  });
  if (values.help === true) return "help";
  const given: Record<string, unknown> = values;
  const ports: Partial<Ports> = {};
  for (const name of portNames) {
    const { flag, variable } = portSettings[name];
    const fromFlag = given[flag.slice(2)];
    const fromEnv = set(env[variable]);
    if (typeof fromFlag === "string") ports[name] = parsePort(fromFlag, flag);
    else if (fromEnv !== undefined) ports[name] = parsePort(fromEnv, variable);
  }
  return {
    dataDir: dataFolder(values.data, env),
    ports,
    databaseUrl: set(env.DATABASE_URL),
    seed: values["no-seed"] !== true,
    jsonLogs: values["json-logs"] === true,
  };
}

/** An empty variable is an unset one. */
function set(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value;
}
