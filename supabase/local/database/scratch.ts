import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMigratedDatabase } from "./migrate.ts";
import { startPostgres } from "./postgres.ts";

/** Gives `work` the address of a migrated database on a server of its own, which goes afterwards. */
export async function withMigratedDatabase<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "plateau-scratch-"));
  try {
    const server = await startPostgres({ folder: join(folder, "postgres"), settings: { fsync: "off" } });
    try {
      return await work((await createMigratedDatabase(server, "scratch")).url);
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
