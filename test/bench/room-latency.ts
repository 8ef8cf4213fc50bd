import { Battle } from "@pkmn/sim";
import { drawChoice } from "../../functions/_shared/battle/choices.ts";
import type { BattleCompleted } from "../../functions/_shared/schema/events.ts";
import { Seat } from "../../functions/_shared/schema/ids.ts";
import type { ServerMessage } from "../../functions/_shared/schema/protocol.ts";
import {
  createBattle,
  type EventServer,
  postBattle,
  roomEnvironment,
  roomSocket,
  seatTicket,
  startEvents,
} from "../harness/battles.ts";
import type { Bench, Figure } from "./figure.ts";
import { Line } from "./rooms/line.ts";
import { startBenchRooms } from "./rooms/start.ts";

const WARM_UP = 5;
const BATTLES = 20;
const GOAL = 3;

/** Milliseconds of each round of some battles. */
interface Times {
  /** From the choice that closes the round to what comes of it. */
  room: number[];
  /** From the same frame sent to a room that echoes it to its return. */
  echo: number[];
  /** What the bare simulator takes for the choices of the same round. */
  simulator: number[];
}

/**
 * Milliseconds from sending the choice that closes a round to its update on the same socket, the 99th percentile, in a
 * room that stores every input; against an echoing room's of the same server and the bare simulator's for the same
 * rounds, the 99th percentile of each, added. The median likewise.
 *
 * The opponent's choice has been acknowledged before, the players close rounds by turns, and every round is followed by
 * one echo. The simulator plays the same inputs in Node, without a stream, and as often: once.
 */
export const bench: Bench = { name: "room.latency", run };

async function run(): Promise<Figure[]> {
  const events = await startEvents();
  const rooms = await startBenchRooms(roomEnvironment(events.url));
  try {
    const echo = await Line.open(`${rooms.url.replace(/^http/, "ws")}/parties/echo/bench`);
    const times: Times = { room: [], echo: [], simulator: [] };
    for (let number = 0; number < WARM_UP + BATTLES; number += 1) {
      const played = await play(rooms.url, events, echo, number);
      if (number < WARM_UP) continue;
      for (const kind of ["room", "echo", "simulator"] as const) times[kind].push(...played[kind]);
    }
    echo.leave();
    return [figure(bench.name, times, 0.99), figure(`${bench.name}.median`, times, 0.5)];
  } finally {
    await rooms.remove();
    await events.close();
  }
}

function figure(name: string, { room, echo, simulator }: Times, part: number): Figure {
  const value = quantile(room, part);
  const baseline = quantile(echo, part) + quantile(simulator, part);
  const ratio = value / baseline;
  return { name, value, unit: "ms", baseline, ratio, goal: `≤ ${GOAL}`, met: ratio <= GOAL };
}

/** Plays the battle with that number in a room, an echo after each round, and then in the bare simulator. */
async function play(roomsUrl: string, events: EventServer, echo: Line, number: number): Promise<Times> {
  const command = createBattle({ seed: `${number},2,3,4` });
  const { battleId } = command;
  const status = await postBattle(roomsUrl, command);
  if (status !== 201) throw new Error(`Cannot open a battle: the room answered ${status}`);
  const players: Player[] = [];
  for (const seat of Seat.options) {
    const line = await Line.open(roomSocket(roomsUrl, battleId));
    line.send(JSON.stringify({ type: "JOIN", battleId, ticket: await seatTicket(battleId, seat) }));
    players.push(new Player(line, seat, battleId, `bench ${number}`));
  }
  const times: Times = { room: [], echo: [], simulator: [] };
  for (const player of players) await player.follow(0);
  for (let round = 1; players.some(({ request }) => request !== null); round += 1) {
    const took = await playRound(round % 2 === 0 ? players : players.toReversed(), round);
    times.room.push(took);
    const sent = echo.send(JSON.stringify({ type: "MOVE", battleId, rqid: round, choice: "move tackle" }));
    times.echo.push((await echo.next()).at - sent);
  }
  for (const { line } of players) line.leave();
  await events.complete(battleId);
  const completed = events.events.find(
    (event): event is BattleCompleted => event.id === `${battleId}.completed`,
  );
  times.simulator = replay(completed?.input_log ?? []);
  if (times.simulator.length !== times.room.length) {
    throw new Error(
      `Cannot compare: the room had ${times.room.length} rounds, the simulator ${times.simulator.length}`,
    );
  }
  return times;
}

/** Lets the players choose one after the other; gives the milliseconds of the choice that closed the round. */
async function playRound(players: readonly Player[], round: number): Promise<number> {
  for (const player of players) {
    const took = await player.choose();
    if (took === null) continue;
    for (const other of players) await other.follow(round);
    return took;
  }
  throw new Error(`Cannot close round ${round}: nobody is asked`);
}

/** Plays a battle's commands in the bare simulator; gives the milliseconds of each round. */
function replay(commands: readonly string[]): number[] {
  const [start = "", p1 = "", p2 = "", ...choices] = commands.filter(
    (line) => !/^>(version|chat)/.test(line),
  );
  const battle = new Battle(JSON.parse(start.slice(">start ".length)));
  battle.setPlayer("p1", JSON.parse(p1.slice(">player p1 ".length)));
  battle.setPlayer("p2", JSON.parse(p2.slice(">player p2 ".length)));
  const rounds: number[] = [];
  let spent = 0;
  for (const line of choices) {
    const closed = battle.inputLog.length;
    const began = performance.now();
    if (!battle.choose(Seat.parse(line.slice(1, 3)), line.slice(4))) {
      throw new Error(`Cannot compare: the simulator does not take '${line}'`);
    }
    spent += performance.now() - began;
    if (battle.inputLog.length === closed) continue;
    rounds.push(spent);
    spent = 0;
  }
  if (!battle.ended) throw new Error("Cannot compare: the simulator's battle did not end");
  return rounds;
}

/** A seat whose choices are drawn, one at a time. */
class Player {
  readonly line: Line;
  /** What is asked of it; `null` before the start and after the end. */
  request: { rqid: number } | null = null;
  readonly #seat: Seat;
  readonly #battleId: string;
  readonly #seed: string;

  constructor(line: Line, seat: Seat, battleId: string, seed: string) {
    this.line = line;
    this.#seat = seat;
    this.#battleId = battleId;
    this.#seed = seed;
  }

  /** Chooses until the room takes it; gives the milliseconds to the update if that closed the round. */
  async choose(): Promise<number | null> {
    const refused = new Set<string>();
    for (;;) {
      const rqid = this.request?.rqid ?? 0;
      const context = { seed: this.#seed, seat: this.#seat, rqid, refused };
      const choice = this.request && drawChoice(this.request, context);
      if (choice === null || refused.has(choice)) return null;
      const move = { type: "MOVE", battleId: this.#battleId, rqid, choice };
      const sent = this.line.send(JSON.stringify(move));
      const { message, at } = await this.#hear((heard) => answers(heard, rqid));
      if (message.type === "BATTLE_UPDATE") return at - sent;
      if (message.type === "CHOICE") return null;
      refused.add(choice);
    }
  }

  /** Waits for the update that follows a round, if it has not come. */
  async follow(round: number): Promise<void> {
    if (this.request === null && round > 0) return;
    if (this.request !== null && this.request.rqid > round) return;
    await this.#hear((heard) => heard.type === "BATTLE_UPDATE" && heard.request?.rqid !== round);
  }

  async #hear(wanted: (message: ServerMessage) => boolean): Promise<{ message: ServerMessage; at: number }> {
    for (;;) {
      const { at, text } = await this.line.next();
      const message: ServerMessage = JSON.parse(text);
      if (message.type === "BATTLE_UPDATE") this.request = message.request;
      if (message.type === "ERROR" && message.code !== "INVALID_MOVE") {
        throw new Error(`Cannot play on: ${message.code}: ${message.message}`);
      }
      if (wanted(message)) return { message, at };
    }
  }
}

/** Whether a message is what becomes of a choice: acknowledged, refused, or the end of its round. */
function answers(message: ServerMessage, rqid: number): boolean {
  if (message.type === "BATTLE_UPDATE") return message.request?.rqid !== rqid;
  return message.type === "ERROR" || (message.type === "CHOICE" && message.rqid === rqid);
}

function quantile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * part) - 1] ?? Number.NaN;
}
