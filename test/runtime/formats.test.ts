import { afterAll, beforeAll, expect, test } from "vitest";
import { type EventServer, roomEnvironment, startEvents } from "../harness/battles.ts";
import { playFormats } from "../harness/formats.ts";
import { type RoomServer, startRooms } from "../harness/partykit.ts";

let events: EventServer;
let rooms: RoomServer;

beforeAll(async () => {
  events = await startEvents();
  rooms = await startRooms(roomEnvironment(events.url));
});

afterAll(async () => {
  await rooms?.remove();
  await events?.close();
});

test("every generation's formats are played to the end over sockets, and all see the same", async () => {
  const { battles, turns, failures } = await playFormats({ url: rooms.url, events }, [1, 2, 3, 4, 5]);
  expect(failures).toEqual([]);
  expect(battles).toBeGreaterThanOrEqual(200);
  expect(turns).toBeGreaterThan(battles);
}, 300_000);
