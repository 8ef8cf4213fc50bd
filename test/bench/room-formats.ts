import { roomEnvironment, startEvents } from "../harness/battles.ts";
import { PLAYED_FORMATS, playFormats } from "../harness/formats.ts";
import { startRooms } from "../harness/partykit.ts";
import type { Bench, Figure } from "./figure.ts";

/** Battles, of all formats alike; more with `PLATEAU_BENCH_BATTLES`. */
const BATTLES = Number(process.env.PLATEAU_BENCH_BATTLES ?? 300);
/** The test plays the numbers below. */
const FIRST = 1_000;

/**
 * Random play of every generation's formats over real sockets, two players and a spectator a battle. The value counts the
 * battles in which anyone saw, or was refused, what they should not have been; the unit says how many were played.
 */
export const bench: Bench = { name: "room.formats", run };

async function run(): Promise<Figure[]> {
  const events = await startEvents();
  const rooms = await startRooms(roomEnvironment(events.url));
  try {
    const numbers = Array.from(
      { length: Math.ceil(BATTLES / PLAYED_FORMATS.length) },
      (_, index) => FIRST + index,
    );
    const { battles, failures } = await playFormats({ url: rooms.url, events }, numbers);
    for (const failure of failures) console.error(failure);
    const unit = `failures in ${battles} battles`;
    const value = failures.length;
    return [{ name: bench.name, value, unit, baseline: null, ratio: null, goal: "0", met: value === 0 }];
  } finally {
    await rooms.remove();
    await events.close();
  }
}
