import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import pg from "pg";
import { withMigratedDatabase } from "./scratch.ts";

export const schemaFile: string = resolve(import.meta.dirname, "../../../test/database/schema.txt");

/** A migrated database's schema, a line a thing. */
export async function describeSchema(databaseUrl: string): Promise<string> {
  const query = await readFile(join(import.meta.dirname, "schema.sql"), "utf8");
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // Names in full, whoever asks.
    await client.query("set search_path = ''");
    const { rows } = await client.query<{ line: string }>(query);
    return `${["# Written from the migrations by `npm run schema`.", ...rows.map((row) => row.line)].join("\n")}\n`;
  } finally {
    await client.end();
  }
}

async function main(): Promise<void> {
  await writeFile(schemaFile, await withMigratedDatabase(describeSchema));
  console.log(`Wrote ${schemaFile}`);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) await main();
