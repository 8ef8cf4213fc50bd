import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { Seat } from "../../functions/_shared/schema/ids.ts";
import { createBattle, postBattle, roomSocket, seatTicket, startEvents } from "../harness/battles.ts";
import { Player } from "../harness/player.ts";
import { family } from "../harness/processes.ts";
import { type ShowdownServer, startShowdown } from "../harness/showdown.ts";
import { ShowdownUser } from "../harness/showdown-user.ts";
import type { Bench, Figure } from "./figure.ts";
import { bundleRooms, startWorker, type Weighed } from "./rooms/workerd.ts";

const FORMAT = "gen9randombattle";
/** Turns played in every battle, each player choosing `default`; in the next it is left alone. */
const TURNS = 5;
/** Battles between two weighings. Those of the first batch warm up. */
const BATCH = 50;
const BATCHES = 3;
/** Milliseconds in which nothing happens to a room until workerd puts it out of memory, its sockets open. */
const EVICTION = 10_000;
const REST = EVICTION + 1_500;
const GOAL = 1;
/** As Showdown ships, one process for sockets and one for battles beside the main one. */
const HOLDING = { network: 1, simulator: 1 };
/** Its other processes hold no battle, and drift by more than battles weigh; without them the main one does their work. */
const HELPING = [
  ...["validator", "verifier", "localartemis", "remoteartemis", "friends", "chatdb"],
  ...["modlog", "pm", "battlesearch", "datasearch"],
];
const SUBPROCESSES = { ...Object.fromEntries(HELPING.map((name) => [name, 0])), ...HOLDING };
/** Has a process of Showdown collect its garbage when told to, and write down what is left. */
const COLLECTOR = `require("node:v8").setFlagsFromString("--expose-gc");
const collect = require("node:vm").runInNewContext("gc");
process.on("SIGUSR2", () => {
  collect();
  require("node:fs").writeFileSync("heap-" + process.pid, process.memoryUsage().heapUsed + "\\n");
});`;
const COLLECTION_MS = 10_000;

/** A server on which battles are begun, and then left alone. */
interface Subject {
  begin(number: number): Promise<void>;
  /** Kilobytes of JavaScript heap after garbage was collected. */
  weigh(): Promise<number>;
  /** How many players' sockets are open. */
  readonly connected: number;
}

/**
 * Kilobytes that each idle live battle adds to the JavaScript heap of the rooms' isolate, which is what production
 * limits, against the heaps of Showdown's own server: the same format, turns and choices, both players connected, no
 * clock running. Then the same while the rooms are in memory still.
 *
 * Both are weighed after every batch, and again when the batch has rested, garbage collected; an idle battle's weight is
 * the slope of the straight line through the latter, from the end of the first batch on. What the processes have beside
 * their heaps says little: of each heap's free pages some remain, and workerd holds the sockets, which production holds
 * outside of the isolate.
 */
export const bench: Bench = { name: "room.memory", run };

async function run(): Promise<Figure[]> {
  const code = await bundleRooms();
  const events = await startEvents();
  const worker = await startWorker(code, events.url);
  let server: ShowdownServer | null = null;
  try {
    server = await startShowdown({ subprocesses: SUBPROCESSES }, COLLECTOR);
    const [rooms, showdown] = await Promise.all([
      measure("rooms", new Rooms(worker)),
      measure("Showdown", new Showdown(server)),
    ]);
    const figure = (name: string, value: number, baseline: number): Figure => {
      const ratio = value / baseline;
      return { name, value, unit: "kB", baseline, ratio, goal: `≤ ${GOAL}`, met: ratio <= GOAL };
    };
    return [
      figure(bench.name, rooms.idle, showdown.idle),
      figure(`${bench.name}.awake`, rooms.awake, showdown.idle),
    ];
  } finally {
    await server?.stop();
    await worker.stop();
    await events.close();
  }
}

/** What a battle weighs: idle, and right after its last choice. */
async function measure(name: string, subject: Subject): Promise<{ idle: number; awake: number }> {
  const rested: number[] = [];
  const awake: number[] = [];
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const began = performance.now();
    for (let index = 0; index < BATCH; index += 1) await subject.begin(batch * BATCH + index);
    const inMemory = performance.now() - began < EVICTION;
    const weight = await subject.weigh();
    const before = rested.at(-1);
    if (before !== undefined && inMemory) awake.push((weight - before) / BATCH);
    await new Promise((resolve) => setTimeout(resolve, REST));
    rested.push(await subject.weigh());
    const expected = 2 * BATCH * (batch + 1);
    if (subject.connected === expected) continue;
    throw new Error(`Cannot compare: ${subject.connected} of ${expected} players are left in ${name}`);
  }
  if (awake.length === 0) throw new Error(`Cannot compare: ${name} took too long to begin ${BATCH} battles`);
  return { idle: growth(name, rested), awake: Math.max(...awake) };
}

/** Kilobytes a battle: the slope of the least-squares line through the weighings. */
function growth(name: string, weighings: readonly number[]): number {
  const points = weighings.map((weight, batch) => ({ battles: batch * BATCH, weight }));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const battles = mean(points.map((point) => point.battles));
  const weight = mean(weighings);
  const covariance = mean(points.map((point) => (point.battles - battles) * (point.weight - weight)));
  const slope = covariance / mean(points.map((point) => (point.battles - battles) ** 2));
  if (slope > 0) return slope;
  throw new Error(`Cannot tell what a battle weighs: ${name} had ${weighings.join(", ")} kB`);
}

class Rooms implements Subject {
  connected = 0;
  readonly #worker: Weighed;

  constructor(worker: Weighed) {
    this.#worker = worker;
  }

  async begin(number: number): Promise<void> {
    const command = createBattle({ format: FORMAT, seed: `${number},2,3,4` });
    const { battleId } = command;
    command.rules = { ...command.rules, clock: null };
    const status = await postBattle(this.#worker.url, command);
    if (status !== 201) throw new Error(`Cannot open a battle: the room answered ${status}`);
    const players: Player[] = [];
    for (const seat of Seat.options) {
      const player = await Player.connect(roomSocket(this.#worker.url, battleId), battleId);
      this.connected += 1;
      void player.closed().then(() => {
        this.connected -= 1;
      });
      player.say("JOIN", { ticket: await seatTicket(battleId, seat) });
      players.push(player);
    }
    for (let turn = 0, round = 0; turn <= TURNS; ) {
      const heard = await Promise.all(
        players.map(async (player) => {
          const { request, log } = await player.hear(
            "BATTLE_UPDATE",
            ({ request }) => request === null || request.rqid > round,
          );
          if (request === null) throw new Error("Cannot leave a battle alone: it has ended");
          return { player, request, log };
        }),
      );
      for (const { request, log } of heard) {
        round = request.rqid;
        turn = Number(log.findLast((line) => line.startsWith("|turn|"))?.slice("|turn|".length) ?? turn);
      }
      if (turn > TURNS) break;
      for (const { player, request } of heard) {
        if (!request.wait) player.say("MOVE", { rqid: request.rqid, choice: "default" });
      }
    }
  }

  async weigh(): Promise<number> {
    await this.#worker.collect();
    return (await this.#worker.heap()) / 1000;
  }
}

class Showdown implements Subject {
  readonly #server: ShowdownServer;
  readonly #users: ShowdownUser[] = [];

  constructor(server: ShowdownServer) {
    this.#server = server;
  }

  async begin(number: number): Promise<void> {
    const ann = await ShowdownUser.connect(this.#server, `Ann${number}`);
    const ben = await ShowdownUser.connect(this.#server, `Ben${number}`);
    this.#users.push(ann, ben);
    const room = await ann.challenge(ben, FORMAT);
    while (ann.battle(room).turn <= TURNS) {
      const rounds = [ann, ben].map((user) => ({ user, before: { ...user.battle(room) } }));
      for (const { user } of rounds) user.choose(room, "default");
      for (const { user, before } of rounds) await user.next(room, before);
      if (ann.battle(room).ended) throw new Error("Cannot leave a battle alone: it has ended");
    }
  }

  async weigh(): Promise<number> {
    const pids = (await family(this.#server.pid)).map(({ pid }) => pid);
    const heaps = await Promise.all(pids.map((pid) => this.#collect(pid)));
    return heaps.reduce((sum, heap) => sum + heap, 0);
  }

  get connected(): number {
    return this.#users.filter(({ connected }) => connected).length;
  }

  /** Has a process collect its garbage; gives the kilobytes of its heap then. */
  async #collect(pid: number): Promise<number> {
    const path = join(this.#server.folder, `heap-${pid}`);
    await rm(path, { force: true });
    process.kill(pid, "SIGUSR2");
    for (const deadline = Date.now() + COLLECTION_MS; Date.now() < deadline; ) {
      const written = await readFile(path, "utf8").catch(() => "");
      if (written.endsWith("\n")) return Number(written) / 1000;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`Cannot weigh Showdown: process ${pid} does not answer`);
  }
}
