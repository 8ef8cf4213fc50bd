import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { family } from "../../harness/processes.ts";
import { eventually, startTestStack, type TestStack } from "../../harness/stack.ts";
import { TeamDrawer } from "../../harness/teams.ts";
import { Guest } from "./api.ts";
import { Chance } from "./chance.ts";
import { type Duel, playDuel, type World } from "./duel.ts";
import type { Alone } from "./meeting.ts";
import { drawPlans, type Plan, TEAM_FORMATS } from "./plans.ts";

const BATTLES = Number(process.env.PROTOCOL_BATTLES ?? 200);
const SEED = process.env.PROTOCOL_SEED ?? "plateau";
/** Pairs that play at the same time. */
const PAIRS = Math.min(10, BATTLES);
/** The room server is killed when so many of all battles are over. */
const KILL_AT = [0.03, 0.08, 0.13].map((part) => Math.floor(BATTLES * part));
const TEAMS = 3;
const BATTLE_DEADLINE = 150_000;

let stack: TestStack;
let database: pg.Client;
const teams = new Map<string, string[]>();

beforeAll(async () => {
  for (const format of TEAM_FORMATS) {
    const drawer = new TeamDrawer(format);
    teams.set(
      format,
      Array.from({ length: TEAMS }, (_, number) => drawer.draw(number)),
    );
  }
  stack = await startTestStack();
  database = new pg.Client(stack.urls.database);
  await database.connect();
});

afterAll(async () => {
  await database?.end();
  await stack?.end();
});

const roomsPid = () => {
  const part = stack.parts.rooms;
  if (part === undefined) throw new Error(`Cannot find the room server in ${Object.keys(stack.parts)}`);
  return part.pid;
};

/** Kills the room server and all that it runs, so that nothing of it can say goodbye; done when it is back. */
async function killRooms(): Promise<void> {
  const before = roomsPid();
  for (const { pid } of await family(before)) process.kill(pid, "SIGKILL");
  await expect.poll(roomsPid, { timeout: 30_000, interval: 100 }).not.toBe(before);
}

/** Runs one task after the other. */
function oneByOne(): Alone {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const done = last.then(task, task);
    last = done;
    return done;
  };
}

/** Lets the pairs play all plans, and calls back after each battle. */
async function playAll(plans: Plan[], world: World, onEnd: (duel: Duel) => void): Promise<void> {
  const waiting = plans.toReversed();
  const pairs = await Promise.all(
    Array.from({ length: PAIRS }, (_, pair) =>
      Promise.all([
        Guest.signIn(stack.urls.rooms, `Red ${pair}`),
        Guest.signIn(stack.urls.rooms, `Blue ${pair}`),
      ]),
    ),
  );
  await Promise.all(
    pairs.map(async (guests) => {
      for (let plan = waiting.pop(); plan !== undefined; plan = waiting.pop()) {
        onEnd(await playDuel(plan, guests, world));
      }
    }),
  );
}

const End = "select id, status, winner_seat as winner, end_type as reason from battles where id = any($1)";

describe("clients that know the protocol's page alone", () => {
  test(`play ${BATTLES} battles to one result each (seed ${SEED})`, async () => {
    const begun = Date.now();
    const duels: Duel[] = [];
    const killed: number[] = [];
    let letLeave: () => void = () => undefined;
    const mayLeave = new Promise<void>((resolve) => {
      letLeave = resolve;
    });
    const world: World = {
      seed: SEED,
      team: (format, number) => teams.get(format)?.[number % TEAMS],
      mayLeave,
      alone: oneByOne(),
      deadline: BATTLE_DEADLINE,
    };
    const progress = setInterval(() => {
      const seconds = Math.round((Date.now() - begun) / 1_000);
      process.stderr.write(`${seconds} s: ${duels.length} of ${BATTLES} battles, ${killed.length} kills\n`);
    }, 5_000);
    await playAll(drawPlans(BATTLES, new Chance(SEED)), world, (duel) => {
      duels.push(duel);
      const due = KILL_AT[killed.length];
      // A server that was just killed must be back first.
      if (due !== undefined && duels.length >= due && roomsPid() !== killed.at(-1)) {
        killed.push(roomsPid());
        const last = killed.length === KILL_AT.length;
        void killRooms().then(() => last && letLeave());
      }
    }).finally(() => clearInterval(progress));

    const rounds = duels.reduce((sum, duel) => sum + duel.rounds, 0);
    process.stderr.write(
      `${rounds} rounds in ${Math.round((Date.now() - begun) / 1_000)} s; ${told(duels)}\n`,
    );
    expect(duels.flatMap(({ faults }) => faults)).toEqual([]);
    expect(killed).toHaveLength(KILL_AT.length);
    expect(duels).toHaveLength(BATTLES);
    const voids = duels.filter(({ ending }) => ending?.reason === "void");
    expect(voids.map(({ plan }) => plan.end)).toEqual(BATTLES < 20 ? [] : ["both leave"]);

    const seen = duels.map(({ battleId, ending }) => ({
      id: battleId,
      status: ending?.reason === "void" ? "void" : "completed",
      ...ending,
    }));
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    await eventually(async () => {
      const { rows } = await database.query(End, [seen.map(({ id }) => id)]);
      expect(rows.sort(byId)).toEqual(seen.sort(byId));
    });
    const { rows } = await database.query("select id, status from battles where not id = any($1)", [
      seen.map(({ id }) => id),
    ]);
    expect(rows).toEqual([]);
  });
});

/** How often what happened. */
function told(duels: Duel[]): string {
  const sums: { [what: string]: number } = {};
  for (const { counts, ending } of duels) {
    for (const [what, count] of [...Object.entries(counts), [`end ${ending?.reason}`, 1] as const]) {
      sums[what] = (sums[what] ?? 0) + count;
    }
  }
  return JSON.stringify(sums);
}
