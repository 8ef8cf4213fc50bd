import { readFile } from "node:fs/promises";
import { expect, inject, it } from "vitest";
import { addresses } from "../../supabase/local/database/migrate.ts";
import { generateTypes, typesFile } from "../../supabase/local/database/types.ts";

it("the database types are what the migrations say (if not: npm run types)", async () => {
  const server = inject("postgres");
  const generated = await generateTypes(addresses(server, server.template).url);
  expect((await readFile(typesFile, "utf8")) === generated).toBe(true);
});
