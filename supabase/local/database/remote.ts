import pg from "pg";
import { preparePlatform } from "./platform/prepare.ts";

const needed = ["pgmq", "pg_cron", "pg_net", "supabase_vault"];

/**
 * Makes sure that somebody else's Postgres has what hosted Supabase has before the first migration: gives it to an
 * empty one where the role may, and says what is missing where it may not.
 */
export async function prepareRemote(url: string): Promise<"ready" | "prepared"> {
  if (!/^postgres(ql)?:\/\/[^/]/.test(url) || !URL.canParse(url)) {
    throw new Error(
      "Cannot use DATABASE_URL: it must look like postgresql://user:password@host:5432/database",
    );
  }
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (cause) {
    const { host } = new URL(url);
    const why = cause instanceof Error ? cause.message : String(cause);
    // A server that says no answers with an SQLSTATE.
    const problem =
      cause instanceof pg.DatabaseError
        ? `${host} does not let us in`
        : `nothing answers as PostgreSQL at ${host}`;
    throw new Error(`Cannot use DATABASE_URL: ${problem} (${why})`, { cause });
  }
  try {
    await checkExtensions(client);
    if (await isPrepared(client)) return "ready";
    await checkRights(client);
  } finally {
    await client.end();
  }
  await preparePlatform(url);
  return "prepared";
}

async function checkExtensions(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    "select name from pg_available_extensions where name = any ($1)",
    [needed],
  );
  const missing = needed.filter((name) => !rows.some((row) => row.name === name));
  if (missing.length === 0) return;
  throw new Error(
    `Cannot use DATABASE_URL: its server lacks the extensions ${missing.join(", ")}. Install them there, use a Supabase ` +
      "database, or leave DATABASE_URL unset for the embedded one, which has them",
  );
}

async function isPrepared(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ prepared: boolean }>(
    `select to_regclass('auth.users') is not null and to_regclass('storage.objects') is not null
       and to_regclass('vault.secrets') is not null
       and (select count(*) from pg_roles where rolname in ('anon', 'authenticated', 'service_role')) = 3 as prepared`,
  );
  return rows[0]?.prepared ?? false;
}

async function checkRights(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ rolname: string; rolsuper: boolean }>(
    "select rolname, rolsuper from pg_roles where rolname = current_user",
  );
  const [role] = rows;
  if (role?.rolsuper === true) return;
  throw new Error(
    `Cannot use DATABASE_URL: the database lacks Supabase's roles and schemas, and ${role?.rolname ?? "its role"} may not ` +
      "make them. Connect once as a superuser, or use a Supabase database",
  );
}
