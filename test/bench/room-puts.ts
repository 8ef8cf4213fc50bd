import { drawChoice } from "../../functions/_shared/battle/choices.ts";
import { Seat } from "../../functions/_shared/schema/ids.ts";
import { createBattle } from "../harness/battles.ts";
import { seatedRoom, type TestRoom, type TestSocket } from "../harness/rooms.ts";
import type { Bench, Figure } from "./figure.ts";

const BATTLES = 5;
const GOAL = 1;
/** Milliseconds in which everything that a battle's beginning or end sets off is over. */
const SETTLED = 10_000;

/** How long players take, in milliseconds. */
interface Pace {
  name: string;
  /** After what was said as the one numbered so. */
  think(number: number): number;
  /** Between two rounds. */
  rest: number;
}
const PACES: readonly Pace[] = [
  { name: "human", think: (number) => 1_500 + ((number * 1_931) % 7_000), rest: 1_000 },
  // Both answer at once, and rounds follow as fast as the limit of messages allows.
  { name: "bot", think: () => 0, rest: 180 },
];

/** What was said in a battle, by what it was. `end` is what ended it, and the report that follows. */
type Kind = "MOVE" | "UNDO" | "CHAT" | "TIMER" | "end";

/** Inputs that a room took, and its puts meanwhile. */
interface Count {
  inputs: number;
  puts: number;
}

/**
 * Storage puts for each input that a room took, from the beginning of a battle to the report of its end: choices, chat,
 * choices taken back, and clocks that are stopped and started, at a pace where nobody waits and at one where both choose
 * at once. A wish to stop the clocks counts as an input: it is stored as one.
 *
 * Where the goal is missed, a figure for each kind of input that took more puts than its share says why.
 */
export const bench: Bench = { name: "room.puts", run };

async function run(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const pace of PACES) {
    const counts: Record<Kind, Count> = {
      MOVE: { inputs: 0, puts: 0 },
      UNDO: { inputs: 0, puts: 0 },
      CHAT: { inputs: 0, puts: 0 },
      TIMER: { inputs: 0, puts: 0 },
      end: { inputs: 0, puts: 0 },
    };
    for (let number = 1; number <= BATTLES; number += 1) await new Script(pace, counts).play(number);
    const all = Object.values(counts).reduce(
      (sum, { inputs, puts }) => ({ inputs: sum.inputs + inputs, puts: sum.puts + puts }),
      { inputs: 0, puts: 0 },
    );
    const total = figure(`${bench.name}.${pace.name}`, all);
    const causes = Object.entries(counts).map(([kind, count]) => figure(`${total.name}.${kind}`, count));
    figures.push(total, ...(total.met ? [] : causes.filter(({ met }) => !met)));
  }
  return figures;
}

function figure(name: string, { inputs, puts }: Count): Figure {
  const value = puts / inputs;
  return { name, value, unit: "puts", baseline: null, ratio: null, goal: `≤ ${GOAL}`, met: !(value > GOAL) };
}

/** Plays battles in memory at a pace, with everything in them that players say. */
class Script {
  readonly #pace: Pace;
  readonly #counts: Record<Kind, Count>;
  #said = 0;

  constructor(pace: Pace, counts: Record<Kind, Count>) {
    this.#pace = pace;
    this.#counts = counts;
  }

  /** Plays the battle with that number to its end. */
  async play(number: number): Promise<void> {
    const { test, p1, p2 } = await seatedRoom(
      createBattle({ id: `puts-${number}`, seed: `${number},2,3,4` }),
    );
    await test.pass(SETTLED);
    // From here on a choice may wait for another to share its put, as in the world.
    test.holds = true;
    const [puts, taken, stored] = [test.storage.puts, this.#sum("inputs"), inputsOf(test)];
    const counted = this.#sum("puts");
    const players = { p1, p2 };
    while (!isOver(p1)) {
      const round = p1.request?.rqid ?? 0;
      const order = round % 2 === 0 ? Seat.options : Seat.options.toReversed();
      for (const seat of order) await this.#answer(test, players[seat], seat, round);
      await this.#count("MOVE", test, () => test.pass(this.#pace.rest));
    }
    await this.#count("end", test, () => test.pass(SETTLED));
    const wishes = p1.messages.filter((message) => message.type === "TIMER" && message.off.length > 0).length;
    const unknown =
      this.#sum("inputs") - taken - wishes !== inputsOf(test) - stored ||
      this.#sum("puts") - counted !== test.storage.puts - puts;
    if (unknown) throw new Error(`Cannot count the puts of battle ${number}: something else was stored`);
  }

  /** Chooses for a seat, if it is asked, and says now and then something else as well. */
  async #answer(test: TestRoom, socket: TestSocket, seat: Seat, round: number): Promise<void> {
    if (round % 4 === 0) await this.#say("CHAT", test, socket, { text: `this is round ${round}` });
    // Both want the clocks stopped, and later one wants them back.
    const off = round % 12 === 6;
    if (off || (round % 12 === 9 && seat === "p1")) await this.#say("TIMER", test, socket, { on: !off });
    // The other seat's choice may have closed the round by itself.
    if (socket.request?.rqid !== round) return;
    await this.#choose(test, socket, seat);
    if (round % 5 !== 0 || socket.request?.rqid !== round) return;
    if (await this.#say("UNDO", test, socket, { rqid: round })) await this.#choose(test, socket, seat);
  }

  async #choose(test: TestRoom, socket: TestSocket, seat: Seat): Promise<void> {
    const refused = new Set<string>();
    for (;;) {
      const { request } = socket;
      const { rqid = 0 } = request ?? {};
      const choice = request && drawChoice(request, { seed: test.battle.battleId, seat, rqid, refused });
      if (!choice || refused.has(choice)) return;
      if (await this.#say("MOVE", test, socket, { rqid, choice })) return;
      refused.add(choice);
    }
  }

  /** Says something in its time; gives whether the room took it. */
  async #say(
    type: Exclude<Kind, "end">,
    test: TestRoom,
    socket: TestSocket,
    values: object,
  ): Promise<boolean> {
    if (isOver(socket)) return false;
    const { battleId } = test.battle;
    this.#said += 1;
    const wait = this.#pace.think(this.#said);
    const heard = socket.messages.length;
    const puts = test.storage.puts;
    await test.room.receive(socket, JSON.stringify({ type, battleId, ...values }));
    // What is held has its own put where nothing comes soon.
    if (wait > 0) await test.pass(wait);
    const count = this.#counts[isOver(socket) ? "end" : type];
    count.puts += test.storage.puts - puts;
    const refusal = socket.messages.slice(heard).find((message) => message.type === "ERROR");
    if (refusal?.code === "RATE_LIMITED")
      throw new Error("Cannot count: the pace is faster than the room allows");
    if (!refusal) count.inputs += 1;
    return !refusal;
  }

  /** Counts the puts of something that is no input. */
  async #count(kind: Kind, { storage }: TestRoom, task: () => Promise<void>): Promise<void> {
    const { puts } = storage;
    await task();
    this.#counts[kind].puts += storage.puts - puts;
  }

  #sum(what: keyof Count): number {
    return Object.values(this.#counts).reduce((sum, count) => sum + count[what], 0);
  }
}

/** Entries of a room's input log. */
function inputsOf({ storage }: TestRoom): number {
  return storage.keys().filter((key) => key.startsWith("input:")).length;
}

function isOver({ messages }: TestSocket): boolean {
  return messages.some(({ type }) => type === "BATTLE_END");
}
