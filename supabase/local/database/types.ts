import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { supabase } from "./cli.ts";
import { withMigratedDatabase } from "./scratch.ts";

export const typesFile: string = resolve(import.meta.dirname, "../../../functions/_shared/database.types.ts");

/** What the supabase CLI says the types of a migrated database are. */
export async function generateTypes(databaseUrl: string): Promise<string> {
  const result = await supabase(["gen", "types", "--lang=typescript", "--schema=public"], {
    database: databaseUrl,
  });
  if (!result.ok) throw new Error(`Cannot generate the database types:\n${result.output}`);
  return `// Generated from the migrations by \`npm run types\`.\n${result.stdout.trim()}\n`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  const generated = await withMigratedDatabase(generateTypes);
  if (!values.check) {
    await writeFile(typesFile, generated);
    console.log(`Wrote ${typesFile}`);
    return;
  }
  if ((await readFile(typesFile, "utf8").catch(() => "")) === generated) return;
  console.error(`${typesFile} is not what the migrations say. Run npm run types and commit the result`);
  process.exitCode = 1;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) await main();
