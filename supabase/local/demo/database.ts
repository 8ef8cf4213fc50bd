import pg from "pg";
import { type Deadline, PassingError, persist } from "./deadline.ts";

/** A row as its columns. */
export type Row = Record<string, string | number>;

/** SQLSTATE classes of a database that went away or was busy: connection, operator intervention, resources, rollback. */
const PASSING_SQLSTATE = /^(08|57P|53|40)/;

/**
 * Inserts rows of several tables in one transaction as an operator does, in the given order. Rows that are there already
 * are left alone: a transaction whose answer was lost is sent again.
 */
export function insertRows(
  url: string,
  tables: [table: string, rows: Row[]][],
  deadline: Deadline,
): Promise<void> {
  return persist(
    "writing the season",
    async () => {
      const client = new pg.Client({
        connectionString: url,
        connectionTimeoutMillis: 5000,
        query_timeout: 10_000,
      });
      // A connection that breaks between two queries says so here too; the query in work is what reports it.
      client.on("error", () => undefined);
      try {
        await client.connect();
        await client.query("begin");
        for (const [table, rows] of tables) for (const row of rows) await insertRow(client, table, row);
        await client.query("commit");
      } catch (error) {
        throw passing(error);
      } finally {
        await client.end().catch(() => undefined);
      }
    },
    deadline,
  );
}

async function insertRow(client: pg.Client, table: string, row: Row): Promise<void> {
  const columns = Object.keys(row);
  const places = columns.map((_, index) => `$${index + 1}`);
  await client.query(
    `insert into public.${pg.escapeIdentifier(table)} (${columns.map((column) => pg.escapeIdentifier(column)).join(", ")})
     values (${places.join(", ")}) on conflict do nothing`,
    Object.values(row),
  );
}

function passing(error: unknown): unknown {
  if (error instanceof pg.DatabaseError && !PASSING_SQLSTATE.test(error.code ?? "")) return error;
  return new PassingError(error instanceof Error ? error.message : String(error), { cause: error });
}
