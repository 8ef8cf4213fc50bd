import { readFile } from "node:fs/promises";
import { expect, inject, it } from "vitest";
import { addresses } from "../../supabase/local/database/migrate.ts";
import { describeSchema, schemaFile } from "../../supabase/local/database/schema.ts";

it("the schema is the one that was checked in (if it changed on purpose: npm run schema)", async () => {
  const server = inject("postgres");
  const lines = (text: string) => text.split("\n");
  const found = lines(await describeSchema(addresses(server, server.template).url));
  const kept = lines(await readFile(schemaFile, "utf8"));
  expect({
    added: found.filter((line) => !kept.includes(line)),
    gone: kept.filter((line) => !found.includes(line)),
  }).toEqual({ added: [], gone: [] });
  expect(found).toEqual(kept);
});
