import pg from "pg";
import { supabase } from "./cli.ts";
import { preparePlatform } from "./platform/prepare.ts";
import type { Postgres } from "./postgres.ts";

export interface MigrateOptions {
  /** Whether `supabase/seed.sql` is applied too. */
  seed: boolean;
  /** Where the `supabase/` folder lies; default this repository. */
  workdir?: string;
}

/** Brings a database up to date with `supabase db push`, the command that deploys; gives what the CLI said. */
export async function migrate(url: string, options: MigrateOptions): Promise<string> {
  const args = ["db", "push", "--yes", "--skip-vault", ...(options.seed ? ["--include-seed"] : [])];
  const { workdir } = options;
  const result = await supabase(args, { database: url, ...(workdir === undefined ? {} : { workdir }) });
  if (result.ok) return result.output;
  const applying = [...result.output.matchAll(/Applying migration (\S+?)(?:\.{3}|\s|$)/g)].at(-1)?.[1];
  const what = applying === undefined ? "the migrations" : `migration ${applying}`;
  throw new Error(`Cannot apply ${what}:\n${result.output}`);
}

/** Where one database of a server is reached, as `postgres` and as the superuser. */
export interface Addresses {
  url: string;
  adminUrl: string;
}

export function addresses(server: Pick<Postgres, "url" | "adminUrl">, database: string): Addresses {
  const within = (address: string): string => {
    const url = new URL(address);
    url.pathname = `/${database}`;
    return url.href;
  };
  return { url: within(server.url), adminUrl: within(server.adminUrl) };
}

/**
 * Makes a database with platform and migrations, and no seed: a template whose copies take milliseconds.
 *
 * @param name a plain lower-case name
 */
export async function createMigratedDatabase(
  server: Pick<Postgres, "url" | "adminUrl">,
  name: string,
): Promise<Addresses> {
  const client = new pg.Client({ connectionString: server.adminUrl });
  await client.connect();
  try {
    await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const database = addresses(server, name);
  await preparePlatform(database.adminUrl);
  await migrate(database.url, { seed: false });
  return database;
}
