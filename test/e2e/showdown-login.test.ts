import { afterAll, beforeAll, expect, test } from "vitest";
import { roomEnvironment } from "../harness/battles.ts";
import { assertionFor, LoginServer, TRUSTING } from "../harness/login-server.ts";
import { type RoomServer, startRooms } from "../harness/partykit.ts";
import { type ShowdownServer, startShowdown } from "../harness/showdown.ts";
import { ShowdownUser } from "../harness/showdown-user.ts";
import { SERVER_ID, WatchFunctions, watcherStatus, watchOf } from "../harness/watch-functions.ts";

const PASSWORD = "correct horse & battery=staple";

let showdown: ShowdownServer;
let login: LoginServer;
let rooms: RoomServer;
let functions: WatchFunctions;

beforeAll(async () => {
  [showdown, functions, login] = await Promise.all([
    // It throttles, and believes nobody who is not vouched for.
    startShowdown(TRUSTING, "", true),
    WatchFunctions.start(),
    new LoginServer({ watcher: PASSWORD }).start(),
  ]);
  rooms = await startRooms({
    ...roomEnvironment(functions.url),
    PLATEAU_SHOWDOWN_PASSWORDS: JSON.stringify({ [SERVER_ID]: PASSWORD }),
  });
  functions.server = {
    ...{
      id: SERVER_ID,
      socketUrl: showdown.socket,
      loginUrl: login.url,
      replayUrl: null,
      account: "Watcher",
    },
  } as WatchFunctions["server"];
});

afterAll(async () => {
  await rooms?.remove();
  await showdown?.stop();
  await functions?.close();
  await login?.close();
});

function registered(name: string): Promise<ShowdownUser> {
  return ShowdownUser.connect(showdown, name, (challstr) => assertionFor(name.toLowerCase(), challstr));
}

test("the watcher logs in with its password, and links the name of who says a code to it", async () => {
  functions.link = (name, code) =>
    code === "ABCD2345"
      ? { linked: true, text: `This name is ${name}'s now.` }
      : { linked: false, text: "No." };
  await functions.reconcile(rooms.url);
  await expect
    .poll(async () => (await watcherStatus(rooms.url)).connection, { timeout: 20_000 })
    .toBe("open");
  const ann = await registered("Ann");
  ann.say("/pm Watcher, abcd2345");
  await ann.until(() => ann.lines.some((line) => line.includes("This name is ann's now.")), "the answer");
  expect(functions.said).toContainEqual(
    expect.objectContaining({ type: "LINK_CODE", name: "ann", code: "ABCD2345" }),
  );
  expect(Object.fromEntries(login.asked[0] ?? [])).toMatchObject({
    act: "login",
    name: "Watcher",
    pass: PASSWORD,
  });
  ann.leave();
});

test("on a server that throttles, a battle is watched to its end", async () => {
  const [home, away] = await Promise.all([registered("Cat"), registered("Dan")]);
  if (!home || !away) throw new Error("Nobody came");
  const room = await home.challenge(away, "gen9randombattle");
  const watch = watchOf(room);
  functions.watches.push(watch);
  await functions.reconcile(rooms.url);
  await functions.event(() => watch.battleId, "battle.started");
  away.say("/forfeit", room);
  expect(await functions.completed(() => watch.battleId)).toMatchObject({
    end_type: "forfeit",
    winner: "p1",
  });
});
