import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, inject, vi } from "vitest";
import { type Addresses, addresses } from "../../supabase/local/database/migrate.ts";

// Counts, ids and sums of ours fit a number; the driver gives int8 as text.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export type Row = Record<string, unknown>;

export interface TestDatabase extends Addresses {
  /** Runs as `postgres`, who owns everything. */
  sql(query: string, values?: unknown[]): Promise<Row[]>;
  /** Runs as a role of the API, as the Data API would. */
  as(role: "anon" | "authenticated" | "service_role", query: string, values?: unknown[]): Promise<Row[]>;
  /** Runs as a signed-in user, as the Data API would. */
  asUser(user: string, query: string, values?: unknown[]): Promise<Row[]>;
  /** Calls a function of `public` as the service, by named arguments; gives its rows. */
  rpc(name: string, args: Row): Promise<Row[]>;
  /** Runs in a transaction that stays open, with its locks, until it is committed. */
  open(query: string, values?: unknown[]): Promise<{ commit(): Promise<void> }>;
  /** Waits until so many sessions wait for another's lock. */
  blocked(sessions?: number): Promise<void>;
  /** Runs as the superuser, to break what `postgres` may not. */
  admin(query: string): Promise<void>;
  drop(): Promise<void>;
}

/** A migrated database of its own for a test file. Drop it at the end. */
export async function freshDatabase(): Promise<TestDatabase> {
  const server = inject("postgres");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await once(server.adminUrl, `create database ${name} template ${server.template} owner postgres`);
  const database = openDatabase(addresses(server, name));
  return {
    ...database,
    drop: async () => {
      await database.drop();
      // Without force: it waits for the connections that are closing.
      await once(server.adminUrl, `drop database ${name}`);
    },
  };
}

/** A database that is there already, and outlives its connections: to drop it only closes them. */
export function openDatabase(database: Addresses): TestDatabase {
  const pool = new pg.Pool({ connectionString: database.url, max: 20 });
  // A connection that breaks while idle is replaced by the next query.
  pool.on("error", () => undefined);

  const run = async (role: string, claims: Row, query: string, values?: unknown[]): Promise<Row[]> => {
    const client = await pool.connect();
    try {
      await client.query("begin");
      await client.query("select set_config('request.jwt.claims', $1, true)", [JSON.stringify(claims)]);
      await client.query(`set local role ${role}`);
      const { rows } = await client.query<Row>(query, values);
      await client.query("commit");
      return rows;
    } catch (error) {
      await client.query("rollback");
      throw error;
    } finally {
      client.release();
    }
  };

  const as: TestDatabase["as"] = (role, query, values) => run(role, { role }, query, values);

  return {
    ...database,
    as,
    asUser: (user, query, values) =>
      run("authenticated", { role: "authenticated", sub: user }, query, values),
    sql: async (query, values) => (await pool.query<Row>(query, values)).rows,
    rpc: async (rpcName, args) => {
      const names = Object.keys(args).map((argument, index) => `${argument} => $${index + 1}`);
      return as("service_role", `select * from public.${rpcName}(${names.join(", ")})`, Object.values(args));
    },
    open: async (query, values) => {
      const client = await pool.connect();
      await client.query("begin");
      await client.query(query, values);
      return {
        commit: async () => {
          await client.query("commit");
          client.release();
        },
      };
    },
    blocked: (sessions = 1) =>
      vi.waitFor(
        async () => {
          const { rows } = await pool.query(
            "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
          );
          expect(rows).toHaveLength(sessions);
        },
        { timeout: 10_000, interval: 10 },
      ),
    admin: (query) => once(database.adminUrl, query),
    drop: () => pool.end(),
  };
}

async function once(url: string, query: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(query);
  } finally {
    await client.end();
  }
}
