import { randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { offlinePage } from "./bundle.ts";

/** What PartyKit runs ahead of its own build: bundles the simulator for the rooms, and the template of saved replays. */
import "../sim/bundle.ts";

const folder = join(import.meta.dirname, "../public/offline");
await mkdir(folder, { recursive: true });
// Another server may be reading the file of the same clone.
const draft = join(folder, `.${randomUUID()}`);
await writeFile(draft, await offlinePage());
await rename(draft, join(folder, "replay.html"));
