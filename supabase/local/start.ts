import { parseStart } from "./options.ts";
import { type PortName, portNames, portSettings } from "./ports.ts";
import { onEndAsked } from "./processes/ending.ts";
import { startStack } from "./stack.ts";

const began = performance.now();
/** What a shell reports for a program that Ctrl-C ended. */
const INTERRUPTED = 130;
const usage = `Usage: npm start -- [options]

Starts Plateau on this machine and keeps it running. DATABASE_URL makes it use another Postgres.

  --data DIR           where database, rooms, files, keys and logs lie (PLATEAU_DATA; default .plateau)
${portNames.map(portUsage).join("\n")}
  --no-seed            leave out the sample league of supabase/seed.sql
  --json-logs          one JSON object a line
  --help               print this

A port of 0 takes a free one.`;

function portUsage(name: PortName): string {
  const { flag, variable, default: usual } = portSettings[name];
  return `  ${`${flag} N`.padEnd(20)} port of the ${name} (${variable}; default ${usual})`;
}

async function main(): Promise<number> {
  let options: ReturnType<typeof parseStart>;
  try {
    options = parseStart(process.argv.slice(2), process.env);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return 2;
  }
  if (options === "help") {
    console.log(usage);
    return 0;
  }
  const asked = new AbortController();
  let stop: (() => void) | undefined;
  const end = (): void => {
    asked.abort();
    stop?.();
  };
  onEndAsked(end);
  // A console that went away must not keep the stack from ending in order.
  process.stdout.on("error", () => undefined);

  const log = (line: string): void => console.log(line);
  const stack = await startStack({ ...options, log, signal: asked.signal }).catch((error: unknown) => {
    if (asked.signal.aborted) return undefined;
    throw error;
  });
  if (stack === undefined) return INTERRUPTED;
  stop = () => {
    console.log("stopping …");
    void stack.stop();
  };
  if (asked.signal.aborted) stop();
  else if (!options.jsonLogs) console.log(summary(stack.urls, stack.keys.file));
  const { reason } = await stack.exited;
  return reason === undefined ? 0 : 1;
}

function summary(
  urls: { api: string; rooms: string; discord: string; mail: string; database: string },
  keyFile: string,
): string {
  const database = new URL(urls.database);
  database.password = "";
  return `
Plateau runs (${((performance.now() - began) / 1000).toFixed(1)} s). Ctrl-C stops it.
  play       ${urls.rooms}
  discord    ${urls.discord}
  mail       ${urls.mail}
  api        ${urls.api}
  database   ${database.href}
  keys       ${keyFile}
`;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
