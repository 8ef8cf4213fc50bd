import { Seat } from "../../functions/_shared/schema/ids.ts";
import { playBot } from "../../supabase/local/demo/bot.ts";
import { createBattle, postBattle, roomSocket, seatTicket, startEvents } from "../harness/battles.ts";
import type { Bench, Figure } from "./figure.ts";
import { bundleRooms, EMPTY, startWorker, type Weighed } from "./rooms/workerd.ts";

const GOAL_MB = 100;
/** What a process may have in memory beyond an empty worker's. */
const RESIDENT_MB = 128;
const TEAM = [
  "Garchomp||leftovers|roughskin|earthquake,dragonclaw,swordsdance,stealthrock|Jolly|,252,4,,,252|||||",
  "Corviknight||leftovers|pressure|roost,bravebird,uturn,defog|Impish|252,,252,,4,|||||",
  "Dragapult||choicespecs|infiltrator|dracometeor,shadowball,flamethrower,uturn|Timid|,,,252,4,252|||||",
].join("]");

/**
 * The heap of the rooms' worker in workerd: with its modules loaded, after its first battle, and after one whose teams
 * came validated. Production gives it 128 MB. Beside it, all that the process has in memory, against an empty worker's.
 */
export const bench: Bench = { name: "room.base", run };

async function run(): Promise<Figure[]> {
  const code = await bundleRooms();
  const events = await startEvents();
  const empty = await startWorker(EMPTY, events.url);
  const worker = await startWorker(code, events.url);
  try {
    const bare = (await empty.heap()) / 1e6;
    const figures: Figure[] = [];
    const weigh = async (name: string) => {
      const value = (await worker.heap()) / 1e6;
      const [goal, met] = [`value < ${GOAL_MB}`, value < GOAL_MB];
      figures.push({ name, value, unit: "MB", baseline: bare, ratio: value / bare, goal, met });
    };
    await weigh(`${bench.name}.loaded`);
    await play(worker, "gen9randombattle");
    await weigh(bench.name);
    await play(worker, "gen9ou", TEAM);
    await weigh(`${bench.name}.teams`);
    const [value, baseline] = [worker.resident() / 1e6, empty.resident() / 1e6];
    const met = value - baseline < RESIDENT_MB;
    const resident = { name: `${bench.name}.resident`, value, unit: "MB", baseline, ratio: value / baseline };
    return [...figures, { ...resident, goal: `value − baseline < ${RESIDENT_MB}`, met }];
  } finally {
    await worker.stop();
    await empty.stop();
    await events.close();
  }
}

async function play({ url }: Weighed, format: string, team?: string): Promise<void> {
  const command = createBattle({ format, seed: "1,2,3,4" });
  const { battleId, seats } = command;
  if (team !== undefined) for (const seat of Seat.options) if (seats[seat]) seats[seat].team = team;
  const status = await postBattle(url, command);
  if (status !== 201) throw new Error(`Cannot open a battle: the room answered ${status}`);
  const bots = Seat.options.map((seat) => {
    const ticket = () => seatTicket(battleId, seat);
    return playBot({ url: roomSocket(url, battleId), battleId, ticket, seed: "base" }).result;
  });
  await Promise.all(bots);
}
