import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { getAuthSchemaSql, getStorageSchemaSql } from "@supabase/lite";
import pg from "pg";

/**
 * Gives an empty database what hosted Supabase has before the first migration: roles, schemas, extensions, and the
 * auth and storage tables. Safe to repeat.
 */
export async function preparePlatform(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await inTransaction(client, async () => {
      await client.query(await script("roles.sql"));
      await setPasswords(client, decodeURIComponent(new URL(adminUrl).password));
    });
    await client.query(await script("database.sql"));
    await client.query(getAuthSchemaSql());
    await client.query(getStorageSchemaSql());
    await client.query(await script("system.sql"));
  } finally {
    await client.end();
  }
}

async function inTransaction(client: pg.Client, work: () => Promise<void>): Promise<void> {
  await client.query("begin");
  try {
    await work();
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

async function setPasswords(client: pg.Client, password: string): Promise<void> {
  for (const role of ["postgres", "authenticator"]) {
    await client.query(`alter role ${role} with password ${client.escapeLiteral(password)}`);
  }
}

async function script(name: string): Promise<string> {
  return readFile(join(import.meta.dirname, name), "utf8");
}
