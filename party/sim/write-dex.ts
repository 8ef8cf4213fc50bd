import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packDex } from "./dex.ts";

const file = join(import.meta.dirname, "../web/dex/packed.json");
await writeFile(file, `${JSON.stringify(packDex(), null, 2)}\n`);
