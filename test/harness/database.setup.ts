import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { createMigratedDatabase } from "../../supabase/local/database/migrate.ts";
import { startPostgres } from "../../supabase/local/database/postgres.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** The server of the database tests, and the migrated database that `freshDatabase` copies. */
    postgres: { url: string; adminUrl: string; template: string };
  }
}

/** One server for all database tests, with one migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "plateau-test-"));
  const server = await startPostgres({
    folder: join(folder, "postgres"),
    settings: { fsync: "off", max_connections: "200" },
  });
  const end = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const template = "template_plateau";
  try {
    await createMigratedDatabase(server, template);
  } catch (error) {
    // A migration is wrong: nobody is given what would end the server.
    await end();
    throw error;
  }
  project.provide("postgres", { url: server.url, adminUrl: server.adminUrl, template });
  return end;
}
