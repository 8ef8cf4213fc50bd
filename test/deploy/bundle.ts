import { dirname, join } from "node:path";
import { run } from "../harness/command.ts";

const ESBUILD = join(import.meta.dirname, "../../node_modules/.bin/esbuild");

/** Bytes of an entry with everything it imports, not minified: an upper bound of what a server has to load. */
export async function bundleSize(entry: string): Promise<number> {
  const args = [entry, "--bundle", "--format=esm", "--platform=node", "--log-level=warning"];
  const result = await run(ESBUILD, args, { cwd: dirname(entry), env: process.env });
  if (result.code !== 0) throw new Error(`Cannot bundle ${entry}: ${result.stderr}`);
  return Buffer.byteLength(result.stdout);
}
