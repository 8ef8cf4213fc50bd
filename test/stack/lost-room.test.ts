import { rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { CreateRoomResponse } from "../../functions/_shared/schema/http.ts";
import { post } from "../harness/backend.ts";
import { Player } from "../harness/player.ts";
import { eventually, startTestStack, type TestStack } from "../harness/stack.ts";

const Session = z.object({ access_token: z.string() });

let stack: TestStack;
let database: pg.Client;

beforeAll(async () => {
  stack = await startTestStack();
  database = new pg.Client({ connectionString: stack.urls.database });
  await database.connect();
});

afterAll(async () => {
  await database?.end();
  await stack?.end();
});

/** A guest, as a page signs one in. */
async function guest(): Promise<(body: object) => Promise<CreateRoomResponse>> {
  const apikey = stack.keys.publishable;
  const { body } = await post(`${stack.urls.api}/auth/v1/signup`, "{}", {
    "content-type": "application/json",
    apikey,
  });
  const headers = { authorization: `Bearer ${Session.parse(body).access_token}`, apikey };
  return async (asked) => {
    const answer = await post(`${stack.urls.functions}/create-room`, JSON.stringify(asked), headers);
    return CreateRoomResponse.parse(answer.body);
  };
}

/** Connects to the room with the seat's ticket. */
async function enter({ room_url, battle_id, ticket }: CreateRoomResponse): Promise<Player> {
  const player = await Player.connect(room_url, battle_id);
  player.say("JOIN", { ticket });
  await player.hear("SEATED");
  return player;
}

/** Ends the room server at once, with all that its rooms have stored; it comes back by itself. */
async function loseRooms(): Promise<void> {
  const { rooms } = stack.parts;
  const before = rooms?.pid ?? 0;
  process.kill(-before, "SIGKILL");
  await rm(join(stack.dataDir, "rooms", "state"), { recursive: true, force: true, maxRetries: 5 });
  await eventually(async () => {
    expect(stack.parts.rooms?.pid).not.toBe(before);
    expect((await fetch(`${stack.urls.rooms}/config.json`)).ok).toBe(true);
  }, 60_000);
}

test("a battle whose room has lost its storage goes on when a player asks for the way back to it", async () => {
  const [ann, bob] = [await guest(), await guest()];
  const opened = await ann({ format: "gen9randombattle" });
  const { battle_id } = opened;
  const one = await enter(opened);
  const two = await enter(await bob({ battle_id }));
  one.say("MOVE", { rqid: 1, choice: "move 1" });
  two.say("MOVE", { rqid: 1, choice: "move 1" });
  const { request } = await one.hear("BATTLE_UPDATE", ({ request }) => (request?.rqid ?? 0) > 1);
  one.say("CHAT", { text: "are you there?" });
  await one.hear("BATTLE_UPDATE", ({ log }) => log.some((line) => line.endsWith("|are you there?")));
  const log = one.messages.flatMap((message) => (message.type === "BATTLE_UPDATE" ? message.log : []));
  await eventually(async () => {
    const { rows } = await database.query(
      "select count(*)::int as stored from public.battle_inputs where battle_id = $1",
      [battle_id],
    );
    expect(rows[0].stored).toBe(4);
  });

  await loseRooms();
  expect((await fetch(`${stack.urls.rooms}/parties/battle/${battle_id}`)).status).toBe(404);

  const oneAgain = await enter(await ann({ battle_id }));
  expect(await oneAgain.hear("BATTLE_RESTORED")).toMatchObject({ log, request, choice: null, end: null });
  const twoAgain = await enter(await bob({ battle_id }));
  twoAgain.say("CHAT", { text: "here I am" });
  await oneAgain.hear("BATTLE_UPDATE", ({ log }) => log.some((line) => line.endsWith("|here I am")));
  twoAgain.say("FORFEIT");
  expect(await oneAgain.hear("BATTLE_END")).toMatchObject({ winner: "p1", reason: "forfeit" });
  await eventually(async () => {
    const { rows } = await database.query("select status, end_type from public.battles where id = $1", [
      battle_id,
    ]);
    expect(rows[0]).toEqual({ status: "completed", end_type: "forfeit" });
  });
  for (const player of [one, two, oneAgain, twoAgain]) player.leave();
});
