import { BattleStreams } from "@pkmn/sim";
import { drawChoice } from "../../functions/_shared/battle/choices.ts";
import type { BattleCompleted } from "../../functions/_shared/schema/events.ts";
import { Seat } from "../../functions/_shared/schema/ids.ts";
import type { CreateBattle } from "../../functions/_shared/schema/rooms.ts";
import { drawTeams } from "../../party/teams/drawing.ts";
import { type BotResult, playBot } from "../../supabase/local/demo/bot.ts";
import {
  createBattle,
  type EventServer,
  postBattle,
  roomEnvironment,
  roomSocket,
  seatTicket,
  startEvents,
} from "../harness/battles.ts";
import { startRooms } from "../harness/partykit.ts";
import { type Bench, type Figure, median } from "./figure.ts";

const BATTLES = 96;
const WARM_UP = 24;
const GOAL = 0.6;

/** A battle that was played through a room: what a bare simulator needs to play it again, and how long it took. */
interface Played {
  seed: string;
  format: CreateBattle["format"];
  /** The simulator's seed, from which the teams are drawn too. */
  simulatorSeed: string;
  /** `>start` and `>player` lines. */
  opening: string[];
  turns: number;
  log: string[];
  milliseconds: number;
}

/**
 * Turns a second of a battle over two WebSockets, against the simulator's own stream with the same players.
 *
 * A battle is, on both sides, everything between the first player's arrival and the moment both know the end: teams are
 * drawn, the simulator is set up, and every choice is drawn from a request by the same code. A room pays on top for two
 * connections, tickets, stored inputs and messages; opening the room beforehand and reporting the end afterwards are the
 * business of others. Both have played the same battles before the clock starts.
 */
export const bench: Bench = { name: "room.turns", run };

async function run(): Promise<Figure[]> {
  const events = await startEvents();
  const rooms = await startRooms(roomEnvironment(events.url));
  try {
    const room: number[] = [];
    const bare: number[] = [];
    const ratios: number[] = [];
    // Turn about, and compared battle by battle, so that both meet the same noise of the machine.
    for (let number = 0; number < WARM_UP + BATTLES; number += 1) {
      const played = await playInRoom(rooms.url, events, number);
      const milliseconds = await playBare(played);
      if (number < WARM_UP) continue;
      room.push((played.turns / played.milliseconds) * 1000);
      bare.push((played.turns / milliseconds) * 1000);
      ratios.push(milliseconds / played.milliseconds);
    }
    const ratio = median(ratios);
    const [value, baseline] = [median(room), median(bare)];
    return [
      { name: bench.name, value, unit: "turns/s", baseline, ratio, goal: `≥ ${GOAL}`, met: ratio >= GOAL },
    ];
  } finally {
    await rooms.remove();
    await events.close();
  }
}

async function playInRoom(roomsUrl: string, events: EventServer, number: number): Promise<Played> {
  const simulatorSeed = `${number},2,3,4`;
  const command = createBattle({ seed: simulatorSeed });
  const { battleId, format } = command;
  const seed = `bench ${number}`;
  const status = await postBattle(roomsUrl, command);
  if (status !== 201) throw new Error(`Cannot open a battle: the room answered ${status}`);
  const tickets = { p1: await seatTicket(battleId, "p1"), p2: await seatTicket(battleId, "p2") };
  const url = roomSocket(roomsUrl, battleId);
  const began = performance.now();
  const bots = Seat.options.map(
    (seat) => playBot({ url, battleId, ticket: () => tickets[seat], seed }).result,
  );
  const [one]: BotResult[] = await Promise.all(bots);
  const milliseconds = performance.now() - began;
  await events.complete(battleId);
  const completed = events.events.find(
    (event): event is BattleCompleted => event.id === `${battleId}.completed`,
  );
  if (!one || !completed) throw new Error(`Cannot measure the battle '${battleId}': it was not reported`);
  const opening = completed.input_log.filter((line) => /^>(start|player) /.test(line));
  return { seed, format, simulatorSeed, opening, turns: completed.turns, log: one.log, milliseconds };
}

/** Plays the same battle on the simulator's own stream. */
async function playBare({ seed, format, simulatorSeed, opening, log }: Played): Promise<number> {
  const began = performance.now();
  const teams = drawTeams(format, simulatorSeed);
  const stream = new BattleStreams.BattleStream();
  const streams = BattleStreams.getPlayerStreams(stream);
  const seen: string[] = [];
  const play = async (seat: Seat) => {
    let rqid = 0;
    let refused = new Set<string>();
    let request: unknown = null;
    let sent = "";
    for await (const chunk of streams[seat]) {
      for (const line of chunk.split("\n")) {
        if (line.startsWith("|request|")) {
          const received: { update?: boolean } = JSON.parse(line.slice(9));
          request = received;
          if (!received.update) {
            rqid += 1;
            refused = new Set();
          }
        } else if (line.startsWith("|error|")) {
          refused.add(sent);
          // The updated request comes after this refusal, the answer to any other does not.
          if (line.startsWith("|error|[Unavailable")) continue;
        } else {
          if (seat === "p1" && line) seen.push(line);
          continue;
        }
        const choice = drawChoice(request, { seed, seat, rqid, refused });
        if (choice === null) continue;
        sent = choice;
        void streams[seat].write(choice);
      }
    }
  };
  const players = [play("p1"), play("p2")];
  await streams.omniscient.write(opening.join("\n"));
  await Promise.all(players);
  const milliseconds = performance.now() - began;
  const untimed = (lines: string[]) => lines.filter((line) => !line.startsWith("|t:|")).join("\n");
  const brought = opening.flatMap((line) => (line.startsWith(">player") ? [teamOf(line)] : []));
  if (brought.join("\n") !== [teams.p1, teams.p2].join("\n"))
    throw new Error("Cannot compare: the teams differ");
  if (untimed(seen) !== untimed(log)) throw new Error("Cannot compare: the two battles went different ways");
  return milliseconds;
}

/** The packed team of a line `>player p1 {…}`. */
function teamOf(line: string): unknown {
  const player: { team?: unknown } = JSON.parse(line.slice(line.indexOf("{")));
  return player.team;
}
