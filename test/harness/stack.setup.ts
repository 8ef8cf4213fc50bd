import { rm } from "node:fs/promises";
import { join } from "node:path";
import { migrate } from "../../supabase/local/database/migrate.ts";
import { preparePlatform } from "../../supabase/local/database/platform/prepare.ts";
import { startPostgres } from "../../supabase/local/database/postgres.ts";
import { hasty, PREPARED, temporaryFolder } from "./stack.ts";

/** One migrated database for all stacks of the tests: each starts on a copy of it, and its CLI finds nothing left to do. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  // Another project of the same run has prepared it.
  if (process.env[PREPARED] !== undefined) return undefined;
  const dataDir = await temporaryFolder();
  const folder = join(dataDir, "database");
  const server = await startPostgres({ folder, settings: hasty });
  try {
    await preparePlatform(server.adminUrl);
    await migrate(server.url, { seed: false });
  } finally {
    await server.stop();
  }
  process.env[PREPARED] = folder;
  return async () => {
    delete process.env[PREPARED];
    await rm(dataDir, { recursive: true, force: true });
  };
}
