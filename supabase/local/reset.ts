import { readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { lockFolder } from "./lock.ts";
import { dataFolder } from "./options.ts";

/** What the stack writes into its data folder; anything else is somebody's own. */
const ours = new Set([
  "database",
  "discord.json",
  "discord.json.new",
  "keys.json",
  "keys.json.new",
  "logs",
  "rooms",
  "storage",
]);

/** Removes the embedded stack's data, so that the next start is a fresh one. Refuses while a stack runs on it. */
export async function reset(folder: string, databaseUrl: string | undefined): Promise<"removed" | "nothing"> {
  if (databaseUrl !== undefined && databaseUrl !== "") {
    throw new Error(
      "Cannot reset: DATABASE_URL names a database that is not the stack's own. Empty that one yourself, or unset DATABASE_URL",
    );
  }
  const path = resolve(folder);
  const entries = await readdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (entries === undefined) return "nothing";
  const lock = await lockFolder(path, "reset");
  try {
    for (const entry of entries)
      if (ours.has(entry)) await rm(join(path, entry), { recursive: true, force: true });
  } finally {
    await lock.release();
  }
  return "removed";
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { data: { type: "string" } } });
  const folder = dataFolder(values.data, process.env);
  const outcome = await reset(folder, process.env.DATABASE_URL);
  console.log(outcome === "removed" ? `Removed what was in ${folder}` : `There is nothing in ${folder}`);
}

if (import.meta.filename === process.argv[1]) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}
