import { SERVER_ID, WatchFunctions, watchOf } from "../harness/watch-functions.ts";
import type { Bench, Figure } from "./figure.ts";
import { BattleField, FRAMES } from "./rooms/showdown.ts";
import { bundleRooms, startWorker, type Weighed } from "./rooms/workerd.ts";

const ROOMS = 200;
/** As many rooms as one connection may have. */
const SHARE = 45;
/** A watched room may weigh so much more than its bare text, and its messages cost so much more than to be taken. */
const GOAL_MEMORY = 2;
const GOAL_SPEED = 0.25;
const CODE = "ABCD2345";
const JOIN_MS = 300_000;

/**
 * The least that a client can do: it joins the rooms, keeps every line of text, and calls when it is told a code. Its
 * connections have as many rooms each as the watcher's.
 */
const BARE = `
const logs = new Map();
export class showdownDO {
  constructor(state, env) { this.env = env; }
  async fetch(request) {
    const { url, rooms, back } = await request.json();
    for (let first = 0; first < rooms.length; first += ${SHARE}) {
      const socket = new WebSocket(url);
      socket.addEventListener("open", () => {
        for (const room of rooms.slice(first, first + ${SHARE})) socket.send("|/join " + room);
      });
      socket.addEventListener("message", ({ data }) => {
        if (data.includes("${CODE}") && first === 0) return void fetch(back, { method: "POST", body: "{}" });
        const [room, ...lines] = data.split("\\n");
        if (!room.startsWith(">")) return;
        const log = logs.get(room) ?? [];
        logs.set(room, log);
        log.push([...lines, ""].join("\\n"));
      });
    }
    return new Response(String(logs.size));
  }
}
export class PartyKitDurable {}
export class battleDO {}
export default { fetch: (request, env) => env.showdown.get(env.showdown.idFromName("one")).fetch(request) };
`;

/**
 * What 200 watched rooms weigh and take in the rooms' isolate, against a bare client in an isolate of its own: kilobytes of
 * heap that each adds once its battle was played to the last turn, and messages a second while all are played at once.
 */
export const bench: Bench = { name: "watcher.rooms", run };

async function run(): Promise<Figure[]> {
  const watcher = await measure(await bundleRooms(), startWatching);
  const bare = await measure(BARE, startBare);
  const weight = watcher.weight / bare.weight;
  const speed = watcher.speed / bare.speed;
  return [
    {
      ...{
        name: `${bench.name}.memory`,
        value: watcher.weight,
        unit: "MB",
        baseline: bare.weight,
        ratio: weight,
      },
      ...{ goal: `≤ ${GOAL_MEMORY}`, met: weight <= GOAL_MEMORY },
    },
    {
      ...{
        name: `${bench.name}.messages`,
        value: watcher.speed,
        unit: "/s",
        baseline: bare.speed,
        ratio: speed,
      },
      ...{ goal: `≥ ${GOAL_SPEED}`, met: speed >= GOAL_SPEED },
    },
  ];
}

type Start = (
  worker: Weighed,
  functions: WatchFunctions,
  field: BattleField,
  rooms: string[],
) => Promise<void>;

/** @returns megabytes a room, and messages a second */
async function measure(code: string, start: Start): Promise<{ weight: number; speed: number }> {
  const functions = await WatchFunctions.start();
  const field = await new BattleField().start();
  const worker = await startWorker(code, functions.url, { showdown: "showdownDO" });
  try {
    // What is there before the first room, modules loaded.
    await start(worker, functions, field, ["battle-gen9doublesou-1"]);
    await joined(field, 1);
    await worker.collect();
    const before = await worker.heap();
    const rooms = Array.from({ length: ROOMS }, (_, index) => `battle-gen9doublesou-${index + 2}`);
    await start(worker, functions, field, rooms);
    await joined(field, ROOMS + 1);
    const began = performance.now();
    const sent = field.play(FRAMES);
    field.tell(`|pm| Ann| Watcher|${CODE}`);
    await functions.until(() => functions.codes > 0, "the last message", 60_000);
    const seconds = (performance.now() - began) / 1_000;
    await worker.collect();
    return { weight: ((await worker.heap()) - before) / 1e6 / ROOMS, speed: sent / seconds };
  } finally {
    await worker.stop();
    await field.close();
    await functions.close();
  }
}

async function joined(field: BattleField, count: number): Promise<void> {
  const deadline = Date.now() + JOIN_MS;
  while (field.joined.size < count) {
    if (Date.now() > deadline)
      throw new Error(`Cannot compare: ${field.joined.size} of ${count} rooms were joined`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const startWatching: Start = async (worker, functions, field, rooms) => {
  functions.server = {
    ...{ id: SERVER_ID, socketUrl: field.url, loginUrl: null, replayUrl: null, account: "Watcher" },
  } as WatchFunctions["server"];
  functions.watches.push(...rooms.map((room) => watchOf(room)));
  await functions.reconcile(worker.url);
};

const startBare: Start = async (worker, functions, field, rooms) => {
  const command = { url: field.url, rooms, back: `${functions.url}/code` };
  const response = await fetch(worker.url, { method: "POST", body: JSON.stringify(command) });
  if (!response.ok) throw new Error(`Cannot start the bare client: ${await response.text()}`);
};
