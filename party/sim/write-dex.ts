import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packDex, packNames } from "./dex.ts";

const folder = join(import.meta.dirname, "../web/dex");
const write = (name: string, content: object) =>
  writeFile(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
await write("packed.json", packDex());
await write("names.json", packNames());
