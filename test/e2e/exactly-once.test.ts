import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { createSeason } from "../../supabase/local/demo/league.ts";
import { readBattles, readResult } from "../../supabase/local/demo/results.ts";
import { type Stack, startStack } from "../../supabase/local/stack.ts";
import { battleCompleted, deliver } from "../harness/events.ts";
import { type PlayedSeason, playSeason } from "../harness/season.ts";

const BATTLES = 12;
const SEED = "exactly-once";
/** Which part is killed once so many battles are under way or over. */
const KILLS = new Map([
  ["functions", 2],
  ["rooms", 5],
  ["database", 8],
]);

const Match = z.object({ id: z.uuid(), status: z.string(), room_id: z.string() });
const Job = z.object({ subject: z.string(), state: z.string() });
const Event = z.object({ id: z.string() });

describe("a stack whose parts are killed", () => {
  let stack: Stack;
  let dataDir: string;
  let disturbed: PlayedSeason;
  const killed = new Map<string, { pid: number; counted: number }>();

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "plateau-e2e-"));
    const ports = { api: 0, rooms: 0, database: 0, functions: 0 };
    stack = await startStack({ dataDir, ports, seed: false, log: () => undefined });
  });

  afterAll(async () => {
    await stack?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  /** The pid of a part as it runs now. */
  function pidOf(name: string): number {
    const part = stack.parts[name];
    if (part === undefined) throw new Error(`Cannot find the part '${name}' in ${Object.keys(stack.parts)}`);
    return part.pid;
  }

  test("counts every battle once, although functions, rooms and Postgres die while they are played", async () => {
    disturbed = await playSeason(stack, {
      battles: BATTLES,
      seed: SEED,
      onProgress({ playing, played, counted }) {
        for (const [name, underWay] of KILLS) {
          if (killed.has(name) || playing + played < underWay) continue;
          killed.set(name, { pid: pidOf(name), counted });
          process.kill(pidOf(name), "SIGKILL");
          return;
        }
      },
    });

    expect([...killed.keys()]).toEqual([...KILLS.keys()]);
    for (const [name, { pid, counted }] of killed) {
      expect(pidOf(name), name).not.toBe(pid);
      expect(counted, `counted when ${name} died`).toBeLessThan(BATTLES);
    }
    expect(disturbed.result).toMatchObject({ completed: BATTLES, consistent: true, dead_letters: 0 });

    const { api, season } = disturbed;
    const matches = await api.select("matches", `season_id=eq.${season.id}&select=id,status,room_id`, Match);
    const battles = await readBattles(api, season);
    expect(matches.map(({ status }) => status)).toEqual(Array(BATTLES).fill("completed"));
    expect(battles.map(({ id }) => id).sort()).toEqual(matches.map(({ room_id }) => room_id).sort());
    const jobs = await api.select("jobs", "queue=eq.battle_results&select=subject,state", Job);
    expect(jobs.map(({ subject }) => subject).sort()).toEqual(battles.map(({ id }) => id).sort());
    expect(new Set(jobs.map(({ state }) => state))).toEqual(new Set(["completed"]));
  });

  test("gives the same standings as an undisturbed season of the same seed", async () => {
    const { result } = await playSeason(stack, { battles: BATTLES, seed: SEED });
    expect(result).toMatchObject({
      completed: BATTLES,
      consistent: true,
      dead_letters: 0,
      notifications: BATTLES,
    });
    expect(result.standings).toEqual(disturbed.result.standings);
  });

  test("takes ten concurrent deliveries of one battle.completed for one result", async () => {
    const { api } = disturbed;
    const [played] = (await readBattles(api, disturbed.season)).filter(
      ({ replay_path }) => replay_path !== null,
    );
    const log = await api.replay(played?.replay_path ?? "");
    const season = await createSeason(api, stack.urls.database, disturbed.deadline, {
      battles: 1,
      seed: "duplicates",
      now: new Date(),
    });
    const [match] = season.matches;
    const room = await api.createRoom({ match_id: match?.id ?? "" });
    const event = battleCompleted({ battle_id: room.battle_id, log, winner: winnerOf(log) });
    const send = () => deliver(stack.urls.api, stack.secrets.webhook, event);

    const statuses = await Promise.all(Array.from({ length: 10 }, send));
    expect(statuses.toSorted()).toEqual([...Array(9).fill(200), 202]);

    const jobs = (queue: string, subject: string | undefined) =>
      api.select("jobs", `queue=eq.${queue}&subject=eq.${subject}&select=subject,state`, Job);
    await expect
      .poll(() => jobs("notifications", match?.id), { timeout: 30_000, interval: 200 })
      .toEqual([{ subject: match?.id, state: "completed" }]);
    expect(await send()).toBe(200);
    expect(await jobs("battle_results", room.battle_id)).toEqual([
      { subject: room.battle_id, state: "completed" },
    ]);
    const query = `battle_id=eq.${room.battle_id}&kind=eq.battle.completed&select=id`;
    expect(await api.select("battle_events", query, Event)).toEqual([{ id: event.id }]);
    expect(await readResult(api, season)).toMatchObject({
      completed: 1,
      consistent: true,
      notifications: 1,
      dead_letters: 0,
    });
  });
});

/** The winner's seat by the log's own words. */
function winnerOf(log: string): "p1" | "p2" | null {
  const winner = /^\|win\|(.*)$/m.exec(log)?.[1];
  if (winner === undefined) return null;
  return log.includes(`\n|player|p1|${winner}|`) || log.startsWith(`|player|p1|${winner}|`) ? "p1" : "p2";
}
