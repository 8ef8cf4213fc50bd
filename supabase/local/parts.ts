import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { ApiSettings } from "./api/api.ts";
import { startPostgres } from "./database/postgres.ts";
import type { Keys } from "./keys.ts";
import type { Log } from "./log.ts";
import type { Ports } from "./ports.ts";
import { startChild } from "./processes/child.ts";
import { chosen, inherited } from "./processes/environment.ts";
import { startPartykit } from "./processes/partykit.ts";
import type { Part } from "./processes/supervisor.ts";

const root = resolve(import.meta.dirname, "..", "..");

/** What every part of one stack shares. */
export interface Setting {
  dataDir: string;
  ports: Ports;
  keys: Keys;
  log: Log;
  /** Discord's API for leagues with webhooks. @default Discord's own */
  discordUrl?: string;
  /** Where teams are read from by their Pokepaste address. @default Pokepaste's own */
  pokepasteUrl?: string;
}

export function origin(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** The embedded PostgreSQL. `started` gets its addresses each time. */
export function databasePart(
  setting: Setting,
  settings: Record<string, string>,
  started: (addresses: { url: string; adminUrl: string }) => void,
): Part {
  return {
    name: "database",
    port: setting.ports.database,
    signal: "SIGQUIT",
    async start(spawned) {
      const postgres = await startPostgres({
        folder: join(setting.dataDir, "database"),
        port: setting.ports.database,
        settings,
        log: (line) => setting.log.output("database", line),
      });
      spawned(postgres.process);
      started(postgres);
      return postgres;
    },
  };
}

/** Gateway and scheduler; waits for the database's addresses. */
export function apiPart(setting: Setting, database: Promise<{ url: string; adminUrl: string }>): Part {
  const { ports, keys, dataDir } = setting;
  const input = database.then(({ url, adminUrl }) => {
    const settings: ApiSettings = {
      port: ports.api,
      dataDir,
      databaseUrl: url,
      adminUrl,
      publishable: keys.publishable,
      secret: keys.secret,
      jwtSecret: keys.jwt,
      functionsUrl: origin(ports.functions),
      siteUrl: origin(ports.rooms),
      addresses: {
        rooms: origin(ports.rooms),
        rest: `${origin(ports.api)}/rest/v1`,
        auth: `${origin(ports.api)}/auth/v1`,
        storage: `${origin(ports.api)}/storage/v1`,
        functions: `${origin(ports.api)}/functions/v1`,
        discord: `${origin(ports.api)}/discord`,
        mail: `${origin(ports.api)}/mail`,
        health: `${origin(ports.api)}/health`,
      },
    };
    return JSON.stringify(settings);
  });
  input.catch(() => undefined);
  return {
    name: "api",
    port: ports.api,
    start: (spawned) =>
      startChild({
        name: "api",
        command: process.execPath,
        args: [
          ...["--import", import.meta.resolve("tsx")],
          ...["--import", import.meta.resolve("./api/driver-guard.ts")],
          join(import.meta.dirname, "api", "api.ts"),
        ],
        cwd: root,
        env: { ...inherited(), EXPERIMENTAL_STORAGE: "1", LITE_TELEMETRY: "0", DO_NOT_TRACK: "1" },
        ready: origin(ports.api),
        input,
        output: (line) => setting.log.output("api", line),
        spawned,
      }),
  };
}

/** All edge functions in one Deno process that sees only what it needs. */
export function functionsPart(setting: Setting): Part {
  const { ports, keys } = setting;
  const discordUrl = setting.discordUrl ?? process.env.DISCORD_API_URL ?? "https://discord.com/api/v10";
  const pokepasteUrl = setting.pokepasteUrl ?? "https://pokepast.es";
  const env = {
    SUPABASE_URL: origin(ports.api),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secret }),
    PLATEAU_WEBHOOK_SECRETS: keys.webhook,
    PLATEAU_TICKET_SECRET: keys.ticket,
    PARTYKIT_URL: origin(ports.rooms),
    DISCORD_API_URL: discordUrl,
    DISCORD_CAPTURE_URL: `${origin(ports.api)}/discord/api/v10`,
    POKEPASTE_URL: pokepasteUrl,
    DISCORD_PUBLIC_KEY: keys.discord.publicKey,
    ...chosen(
      "PLATEAU_LOG_LEVEL",
      "PLATEAU_METRICS_TOKEN",
      "PLATEAU_REPLAY_MS",
      "PLATEAU_REPLAY_MS_PER_MB",
      "DISCORD_PUBLIC_KEY",
    ),
  };
  // Showdown servers of this machine publish replays on ports of their own; others are named, as the database is not asked.
  const others = (process.env.PLATEAU_REPLAY_HOSTS ?? "").split(/\s+/).filter(Boolean);
  const hosts = [
    ...["127.0.0.1", "localhost", "replay.pokemonshowdown.com", ...others],
    ...[discordUrl, pokepasteUrl].map((url) => new URL(url).host),
  ];
  const readable = ["functions", "node_modules", "supabase/local", "package.json"].map((path) =>
    join(root, path),
  );
  return {
    name: "functions",
    port: ports.functions,
    start: (spawned) =>
      startChild({
        name: "functions",
        command: join(root, "node_modules", ".bin", "deno"),
        args: [
          "run",
          "--quiet",
          "--no-prompt",
          "--no-remote",
          "--no-lock",
          "--node-modules-dir=manual",
          `--config=${join(root, "functions", "deno.json")}`,
          `--allow-net=${hosts.join(",")}`,
          `--allow-read=${readable.join(",")}`,
          // All of its environment, which holds nothing else.
          "--allow-env",
          join(import.meta.dirname, "functions.ts"),
          "--port",
          String(ports.functions),
          "--folder",
          join(root, "functions"),
        ],
        cwd: root,
        env: { ...inherited(), ...env, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
        ready: origin(ports.functions),
        output: (line) => setting.log.output("functions", line),
        spawned,
      }),
  };
}

/** The room server, which serves the pages too. `ready` is called each time it has started. */
export function roomsPart(setting: Setting, ready: () => void): Part {
  const { ports, dataDir } = setting;
  const party = join(root, "party");
  return {
    name: "rooms",
    port: ports.rooms,
    async start(spawned) {
      const config = await writeRoomsConfig(setting, party);
      const running = await startPartykit({
        folder: party,
        port: ports.rooms,
        args: [
          "--no-hotkeys",
          "--disable-request-cf-fetch",
          "--minify",
          `--config=${config}`,
          `--persist=${join(dataDir, "rooms", "state")}`,
        ],
        output: (line) => setting.log.output("rooms", line),
        spawned,
      });
      ready();
      return running;
    },
  };
}

interface PartyConfig {
  main: string;
  parties: Record<string, string>;
  [other: string]: unknown;
}

/** The project's configuration with secrets added, in a file that only its owner reads: arguments are public on a machine. */
async function writeRoomsConfig(setting: Setting, party: string): Promise<string> {
  const { ports, keys, dataDir } = setting;
  const config = JSON.parse(await readFile(join(party, "partykit.json"), "utf8")) as PartyConfig;
  const local: PartyConfig = {
    ...config,
    main: join(party, config.main),
    parties: Object.fromEntries(
      Object.entries(config.parties).map(([name, path]) => [name, join(party, path)]),
    ),
    vars: {
      SUPABASE_URL: origin(ports.api),
      SUPABASE_PUBLISHABLE_KEY: keys.publishable,
      PLATEAU_WEBHOOK_SECRETS: keys.webhook,
      PLATEAU_TICKET_SECRET: keys.ticket,
      PLATEAU_JWT_SECRET: keys.jwt,
      ...chosen("PLATEAU_LOG_LEVEL", "PLATEAU_SHOWDOWN_PASSWORDS"),
    },
  };
  const folder = join(dataDir, "rooms");
  await mkdir(folder, { recursive: true });
  const file = join(folder, "partykit.json");
  await writeFile(file, JSON.stringify(local, undefined, 2), { mode: 0o600 });
  return file;
}
