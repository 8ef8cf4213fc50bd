import { expect, test } from "vitest";
import { LOG_LIMIT } from "../../../party/showdown/battle-log.ts";
import { watchOf } from "../../harness/watch-functions.ts";
import { opening, WatcherTable } from "../../harness/watcher.ts";

const ROOM = "battle-gen9randombattle-1";

test("a hidden room is followed, and its replay is asked for with its password", async () => {
  const table = new WatcherTable({ account: "Watcher", replayUrl: "https://replays.example" });
  const asked: string[] = [];
  table.fetch = async (url) => {
    asked.push(url);
    return new Response("", { status: 404 });
  };
  const watch = watchOf(ROOM);
  table.watches.watches.push(watch);
  await table.reconcile();
  table.wire.greet("Watcher");
  await table.rest();
  expect(table.wire.said).toContain("|/trn Watcher,0,");
  table.wire.greet("Watcher");
  await table.pass(2_000);
  table.wire.room(ROOM, ...opening());
  table.wire.room(ROOM, `|noinit|rename|${ROOM}-abcpw|Ann vs. Ben`);
  table.wire.room(`${ROOM}-abcpw`, "|win|Ann");
  await table.pass(20_000);
  expect(table.completed(watch.battleId)).toMatchObject({ winner: "p1" });
  expect(new Set(asked)).toEqual(new Set(["https://replays.example/gen9randombattle-1-abcpw.json"]));
});

test("the published log takes the place of the spectator's when it tells the same, and not when it does not", async () => {
  for (const [winner, wanted] of [
    ["Ann", true],
    ["Ben", false],
  ] as const) {
    const table = new WatcherTable({ replayUrl: "https://replays.example/" });
    const log = [...opening(), "|-damage|p2a: Ditto|123/321", `|win|${winner}`].join("\n");
    table.fetch = async () => Response.json({ id: "gen9randombattle-1", log });
    const { wire, battle, room } = await table.watching();
    wire.room(room, ...opening(), "|-damage|p2a: Ditto|38/100", "|win|Ann");
    await table.pass(15_000);
    expect(table.told(battle)).toEqual(["battle.started", "battle.completed"]);
    expect(table.completed(battle)?.log.includes("123/321")).toBe(wanted);
  }
});

test("a replay server that leads elsewhere, sends too much or breaks does not hold up the result", async () => {
  const answers = [
    async () => new Response(null, { status: 302, headers: { location: "http://169.254.169.254/" } }),
    async () => new Response("x".repeat(2 * LOG_LIMIT + 1)),
    async () => Promise.reject(new Error("it is away")),
    async () => Response.json({ id: "another-battle-9", log: [...opening(), "|win|Ann"].join("\n") }),
  ];
  for (const answer of answers) {
    const table = new WatcherTable({ replayUrl: "https://replays.example" });
    const urls = new Set<string>();
    table.fetch = async (url, init) => {
      urls.add(url);
      expect(init?.redirect).toBe("manual");
      return await answer();
    };
    const { wire, battle, room } = await table.watching();
    wire.room(room, ...opening(), "|win|Ann");
    await table.pass(14_000);
    expect(table.completed(battle)).toMatchObject({ winner: "p1" });
    expect(urls.size).toBe(1);
  }
});
