import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { type ShowdownServer, startShowdown } from "./showdown.ts";
import { ShowdownUser } from "./showdown-user.ts";

/** Lets the main process store its battles when it is told to, as an administrator does before a restart. */
const SAVES = `process.on("SIGUSR2", () => {
  if (typeof Rooms === "undefined" || !Rooms.global) return;
  Rooms.global.lockdown = true;
  Rooms.global.saveBattles().then(() => require("node:fs").writeFileSync("saved", "yes"));
});`;

/** A real Showdown server whose battles outlive a restart. */
export const startSavingShowdown = (): Promise<ShowdownServer> => startShowdown({}, SAVES);

/** Restarts the server in mid-battle; gives the two players of the battle, who have come back to it. */
export async function restart(
  showdown: ShowdownServer,
  room: string,
  names: readonly [string, string],
): Promise<[ShowdownUser, ShowdownUser]> {
  process.kill(showdown.pid, "SIGUSR2");
  await expect
    .poll(() => readFile(join(showdown.folder, "saved"), "utf8").catch(() => ""), { timeout: 10_000 })
    .toBe("yes");
  await showdown.kill();
  await showdown.start();
  const users: [ShowdownUser, ShowdownUser] = [
    await ShowdownUser.connect(showdown, names[0]),
    await ShowdownUser.connect(showdown, names[1]),
  ];
  for (const user of users) {
    user.say(`/join ${room}`);
    await user.until(() => (user.battles.get(room)?.request ?? null) !== null, "the battle to go on");
  }
  return users;
}
