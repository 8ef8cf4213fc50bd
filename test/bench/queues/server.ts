import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import {
  type Addresses,
  addresses,
  createMigratedDatabase,
} from "../../../supabase/local/database/migrate.ts";
import { startPostgres } from "../../../supabase/local/database/postgres.ts";

pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** A server with a migrated database, durable as a league's is. */
export interface QueueServer extends Addresses {
  pool: pg.Pool;
  /** Copies the database as it is. Its idle connections are ended. */
  fork(name: string): Promise<pg.Pool>;
}

/** Runs `work` on a fresh server and throws the server away. */
export async function withServer<Result>(work: (server: QueueServer) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "plateau-bench-"));
  const server = await startPostgres({
    folder: join(folder, "postgres"),
    settings: { max_connections: "100" },
  });
  const pools: pg.Pool[] = [];
  const connect = (url: string): pg.Pool => {
    const pool = new pg.Pool({ connectionString: url, max: 24 });
    // A connection that is closing may still hear of the server's end.
    pool.on("error", () => undefined);
    pools.push(pool);
    return pool;
  };
  try {
    const database = await createMigratedDatabase(server, "bench");
    const fork = async (name: string): Promise<pg.Pool> => {
      const admin = connect(server.adminUrl);
      await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'bench'");
      await admin.query(`create database ${name} template bench owner postgres`);
      return connect(addresses(server, name).url);
    };
    return await work({ ...database, pool: connect(database.url), fork });
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs `task` `count` times by so many at once, each on a connection of its own; gives the runs a second. */
export async function rate(
  pool: pg.Pool,
  { count, clients }: { count: number; clients: number },
  task: (client: pg.PoolClient, number: number) => Promise<unknown>,
): Promise<number> {
  const connections = await Promise.all(Array.from({ length: clients }, () => pool.connect()));
  let next = 0;
  const began = performance.now();
  try {
    await Promise.all(
      connections.map(async (client) => {
        while (next < count) await task(client, next++);
      }),
    );
  } finally {
    for (const client of connections) client.release();
  }
  return (count * 1000) / (performance.now() - began);
}
