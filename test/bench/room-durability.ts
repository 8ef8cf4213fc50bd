import { Seat } from "../../functions/_shared/schema/ids.ts";
import { playBot } from "../../supabase/local/demo/bot.ts";
import {
  createBattle,
  postBattle,
  roomEnvironment,
  roomSocket,
  seatTicket,
  startEvents,
} from "../harness/battles.ts";

import { type Bench, type Figure, median } from "./figure.ts";
import { startBenchRooms } from "./rooms/start.ts";

const WARM_UP = 24;
const BATTLES = 72;
const GOAL = 1.15;

/** Milliseconds of a battle over two WebSockets in a room that stores every input, against one whose storage is memory. */
export const bench: Bench = { name: "room.durability", run };

async function run(): Promise<Figure[]> {
  const events = await startEvents();
  const rooms = await startBenchRooms(roomEnvironment(events.url));
  try {
    const ratios: number[] = [];
    const times: Record<"battle" | "volatile", number[]> = { battle: [], volatile: [] };
    for (let number = 0; number < WARM_UP + BATTLES; number += 1) {
      // Turn about, so that neither always finds what the other has warmed up.
      const parties =
        number % 2 === 0 ? (["battle", "volatile"] as const) : (["volatile", "battle"] as const);
      const took = { battle: 0, volatile: 0 };
      for (const party of parties) took[party] = await play(rooms.url, party, number);
      if (number < WARM_UP) continue;
      for (const party of parties) times[party].push(took[party]);
      ratios.push(took.battle / took.volatile);
    }
    const ratio = median(ratios);
    const [value, baseline] = [median(times.battle), median(times.volatile)];
    return [{ name: bench.name, value, unit: "ms", baseline, ratio, goal: `≤ ${GOAL}`, met: ratio <= GOAL }];
  } finally {
    await rooms.remove();
    await events.close();
  }
}

/** Plays the battle with that number; the same in either party. */
async function play(roomsUrl: string, party: string, number: number): Promise<number> {
  const command = createBattle({ id: `${party}-${number}`, seed: `${number},2,3,4` });
  const { battleId } = command;
  const status = await postBattle(roomsUrl, command, party);
  if (status !== 201) throw new Error(`Cannot open a battle: the room answered ${status}`);
  const tickets = { p1: await seatTicket(battleId, "p1"), p2: await seatTicket(battleId, "p2") };
  const url = roomSocket(roomsUrl, battleId, party);
  const began = performance.now();
  const seed = `bench ${number}`;
  await Promise.all(
    Seat.options.map((seat) => playBot({ url, battleId, ticket: () => tickets[seat], seed }).result),
  );
  return performance.now() - began;
}
