import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type RoomServer, startRooms } from "../../harness/partykit.ts";

const root = join(import.meta.dirname, "../../..");
const PARTIES = { volatile: "../test/bench/rooms/volatile.ts", echo: "../test/bench/rooms/echo.ts" };

/** Starts the project's parties, and beside them those that they are compared with, from a copy: PartyKit takes one folder. */
export async function startBenchRooms(env: Record<string, string>): Promise<RoomServer> {
  const tree = await mkdtemp(join(tmpdir(), "plateau-bench-rooms-"));
  const forget = () => rm(tree, { recursive: true, force: true, maxRetries: 5 });
  try {
    await symlink(join(root, "node_modules"), join(tree, "node_modules"));
    for (const file of ["tsconfig.json", "package.json"]) await cp(join(root, file), join(tree, file));
    for (const folder of ["party", "functions/_shared"]) {
      await cp(join(root, folder), join(tree, folder), {
        recursive: true,
        filter: (source) => ![".partykit", "dist"].includes(basename(source)),
      });
    }
    // The same distance from `party/battle.ts` as here.
    await cp(import.meta.dirname, join(tree, "test/bench/rooms"), { recursive: true });
    const path = join(tree, "party/partykit.json");
    const config: { parties: Record<string, string> } = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, JSON.stringify({ ...config, parties: { ...config.parties, ...PARTIES } }));
    const rooms = await startRooms(env, join(tree, "party"));
    const remove = async () => {
      await rooms.remove();
      await forget();
    };
    return { ...rooms, remove };
  } catch (error) {
    await forget();
    throw error;
  }
}
