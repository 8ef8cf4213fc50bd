import { once } from "node:events";
import { readFile, rename, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { getRequestListener } from "@hono/node-server";
import { App } from "@supabase/lite";
import { createPostgresConnection } from "@supabase/lite/postgres";
import pg from "pg";
import * as z from "zod";
import { createDiscord, type DiscordMessage } from "../discord/discord.ts";
import { createMailbox, type Mailbox } from "../mail/mailbox.ts";
import { messageOf, report } from "../report.ts";
import { startScheduler } from "../scheduler/scheduler.ts";
import { createGateway } from "./gateway.ts";
import { createDiskStorage } from "./storage.ts";

/** The api process: the gateway and the scheduler. Its settings come over standard input once the database is ready. */
const ApiSettings = z.object({
  port: z.int(),
  dataDir: z.string(),
  databaseUrl: z.string(),
  /** The strongest role there is: jobs run as who scheduled them. */
  adminUrl: z.string(),
  publishable: z.string(),
  secret: z.string(),
  jwtSecret: z.string(),
  functionsUrl: z.string(),
  siteUrl: z.string(),
  addresses: z.record(z.string(), z.string()),
});
export type ApiSettings = z.infer<typeof ApiSettings>;

/** As many as PostgREST's pool has. They take turns, and each plans its statements by itself. */
const MAX_CONNECTIONS = 10;

async function serve(settings: ApiSettings): Promise<void> {
  const database = new pg.Pool({
    connectionString: settings.databaseUrl,
    max: 4,
    connectionTimeoutMillis: 3000,
    application_name: "plateau-gateway",
  });
  // A connection that breaks while idle is replaced by the next query.
  database.on("error", () => undefined);

  // Auth makes its links with the address of the page.
  const mailbox = createMailbox({
    from: `${settings.siteUrl}/auth/v1/`,
    to: `http://127.0.0.1:${settings.port}/auth/v1/`,
  });
  const app = createApp(settings, mailbox);
  const file = join(settings.dataDir, "discord.json");
  const discord = createDiscord({ initial: await readMessages(file), changed: saver(file) });
  const gateway = createGateway({ ...settings, app, database, discord, mailbox });

  const listener = getRequestListener(
    async (request, env) => {
      const incoming = "incoming" in env ? env.incoming : undefined;
      return gateway(request, incoming?.socket.remoteAddress ?? null);
    },
    {
      overrideGlobalObjects: false,
      errorHandler: (error) => {
        report("error", "request failed", { error: messageOf(error) });
        return Response.json(
          { code: "INTERNAL", message: "The request failed; the log says why" },
          { status: 500 },
        );
      },
    },
  );
  const server = createServer({ keepAliveTimeout: 30_000 }, listener);
  const scheduler = await startScheduler({ url: settings.adminUrl, report });
  server.listen(settings.port, "127.0.0.1");
  await once(server, "listening");

  const stop = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await scheduler.stop();
    await Promise.all([database.end(), app.connection.close()]);
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop());
}

function createApp(settings: ApiSettings, mailbox: Mailbox): App {
  const connection = createPostgresConnection({
    url: settings.databaseUrl,
    postgresOptions: {
      max: MAX_CONNECTIONS,
      connect_timeout: 5,
      idle_timeout: 60,
      backoff: () => 0.1,
      onnotice: () => undefined,
      types: {
        jsonb: { to: 3802, from: [3802], serialize: toJson, parse: (text: string) => JSON.parse(text) },
        json: { to: 114, from: [114], serialize: toJson, parse: (text: string) => JSON.parse(text) },
      },
      connection: { application_name: "plateau-api" },
    },
  });
  // On its first request @supabase/lite would grant every table to every role, and undo the grants of the migrations.
  Object.defineProperty(connection, "ensureRlsContext", { value: async () => true });
  const app = new App({
    connection,
    api: { enabled: true, schemas: ["public", "pgmq_public"], max_rows: 1000 },
    auth: {
      enabled: true,
      jwt_secret: settings.jwtSecret,
      publishable_key: settings.publishable,
      secret_key: settings.secret,
      site_url: settings.siteUrl,
      enable_signup: true,
      enable_anonymous_sign_ins: true,
      email: { enable_signup: true, enable_confirmations: false },
    },
    storage: { enabled: true, file_size_limit: "50MiB" },
    options: { drivers: { email: mailbox }, server: { admin: false, disableStudio: true } },
  });
  app._storageAdapter = createDiskStorage(join(settings.dataDir, "storage"));
  return app;
}

/** `@supabase/lite` has made text of objects before they come here; made text again, they would be stored as strings. */
function toJson(value: unknown): string {
  if (typeof value === "string" && /^\s*[[{]/.test(value)) {
    try {
      JSON.parse(value);
      return value;
    } catch {
      // Text that only looks like it.
    }
  }
  return JSON.stringify(value);
}

async function readMessages(file: string): Promise<DiscordMessage[]> {
  const saved = await readFile(file, "utf8").catch(() => "[]");
  return JSON.parse(saved) as DiscordMessage[];
}

/** Writes the newest state, one write at a time. */
function saver(file: string): (messages: readonly DiscordMessage[]) => void {
  let writing = false;
  let waiting: string | undefined;
  const write = async (): Promise<void> => {
    writing = true;
    while (waiting !== undefined) {
      const content = waiting;
      waiting = undefined;
      await writeFile(`${file}.new`, content, { mode: 0o600 });
      await rename(`${file}.new`, file);
    }
    writing = false;
  };
  return (messages) => {
    waiting = JSON.stringify(messages);
    if (writing) return;
    write().catch((error: Error) => {
      writing = false;
      report("error", "cannot save the captured messages", { error: error.message });
    });
  };
}

await serve(ApiSettings.parse(JSON.parse(await text(process.stdin))));
