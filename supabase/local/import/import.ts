import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Folder } from "./folder.ts";

const HELP = `npm run import -- <folder> [--server main] [--watch]

Posts the replays of a folder (.log, .json, .html, folders below it too) to import-replay of the project that
SUPABASE_URL and SECRET_KEY name. Said again, it changes nothing.

  --server   the Showdown server whose logs/ or replays/ it is (default main)
  --watch    goes on with files that come later`;

/** Milliseconds between two looks at the folder. */
const ROUND_MS = 5_000;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      server: { type: "string" },
      watch: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  const [folder, ...others] = positionals;
  if (values.help === true) return console.log(HELP);
  if (folder === undefined || others.length > 0) throw new Error(`Cannot import: name one folder\n\n${HELP}`);
  const { SUPABASE_URL: url, SECRET_KEY: secretKey } = process.env;
  if (!url || !secretKey) throw new Error("Cannot import: set SUPABASE_URL and SECRET_KEY to the project's");
  const replays = new Folder({
    folder: resolve(folder),
    functionUrl: `${url.replace(/\/+$/, "")}/functions/v1/import-replay`,
    secretKey,
    server: values.server ?? "main",
    fetch,
    say: console.log,
  });
  const counts = await replays.round({ settled: false });
  console.log(
    Object.entries(counts)
      .map(([fate, count]) => `${count} ${fate}`)
      .join(", "),
  );
  while (values.watch === true) {
    await pause(ROUND_MS);
    await replays.round({ settled: true });
  }
  if (counts.failed > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
