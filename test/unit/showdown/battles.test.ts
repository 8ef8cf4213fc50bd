import { expect, test } from "vitest";
import { LOG_LIMIT } from "../../../party/showdown/battle-log.ts";
import { BATTLES_LIMITS } from "../../../party/showdown/battles.ts";
import { expectedMatch, watchOf } from "../../harness/watch-functions.ts";
import { opening, refusal, WatcherTable } from "../../harness/watcher.ts";

const ROOM = "battle-gen9randombattle-1";
const MINUTE = 60_000;

/** A match of Ann and Ben, now by the table's clock. */
function matchNow(table: WatcherTable, values: object = {}) {
  const now = table.clock.now();
  const match = expectedMatch({
    from: new Date(now - MINUTE).toISOString(),
    until: new Date(now + 60 * MINUTE).toISOString(),
    ...values,
  });
  table.watches.expected.push(match);
  return match;
}

function roomsOf(table: WatcherTable, rooms: Record<string, object>): void {
  table.wire.tell(`|queryresponse|userdetails|${JSON.stringify({ id: "ann", rooms })}`);
}

test("a battle's start and its end are each reported once, with what a spectator saw and nothing else", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  wire.room(room, ...opening());
  wire.room(
    room,
    "|c|☆Ann|secret plans",
    "|raw|<b>no</b>",
    "|j|Eve",
    "|inactive|Ann has 30 seconds left.",
    "||text",
  );
  wire.room(room, "|-message|Ben forfeited.", "|", "|win|Ann", "|c|☆Ben|gg", "|-message|Ann forfeited.");
  await table.pass(2_000);
  expect(table.told(battle)).toEqual(["battle.started", "battle.completed"]);
  const event = table.completed(battle);
  expect(event).toMatchObject({
    end_type: "forfeit",
    winner: "p1",
    turns: 1,
    input_log: [],
    sim_version: "showdown",
  });
  const log = event?.log.split("\n") ?? [];
  expect(log.slice(-4)).toEqual([
    "|inactive|Ann has 30 seconds left.",
    "|-message|Ben forfeited.",
    "|",
    "|win|Ann",
  ]);
  await table.pass(2_000);
  expect(wire.heard(`|/leave ${room}`)).toBe(1);
  expect(table.storage.keys().filter((key) => /^(outbox|facts|log):/.test(key))).toEqual([]);
});

test.each([
  ["|-message|Ben lost due to inactivity.", "timeout"],
  ["|-message|Ben forfeited by changing their name.", "forfeit"],
  ["|-message|Eve forfeited.", "win"],
  ["|-message|Ann forfeited.", "win"],
])("%s ends it by %s", async (line, endType) => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  wire.room(room, ...opening(), line, "|win|Ann");
  await table.pass(1_000);
  expect(table.completed(battle)).toMatchObject({ end_type: endType, winner: "p1" });
});

test("a tie has no winner, and an empty winner is one", async () => {
  for (const line of ["|tie", "|tie|", "|win|"]) {
    const table = new WatcherTable();
    const { wire, battle, room } = await table.watching();
    wire.room(room, ...opening(), line);
    await table.pass(1_000);
    expect(table.completed(battle)).toMatchObject({ end_type: "tie", winner: null });
  }
});

test("names that would turn a line around or be half a letter are reported as our own rooms print them", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  wire.room(room, ...opening("\u202eeve", `${"x".repeat(39)}\u{1f600}`), "|-message|\u202eeve forfeited.");
  await table.pass(1_000);
  const started = table.events.find(
    ({ kind, battle_id }) => kind === "battle.started" && battle_id === battle,
  );
  expect(started).toMatchObject({ players: { p1: "eve", p2: "x".repeat(39) } });
});

test("players who trade names are told apart by who bears the name now", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  wire.room(room, ...opening(), "|player|p1|", "|player|p1|Cat|1|", "|player|p2|Ann|1|", "|win|Ann");
  await table.pass(1_000);
  expect(table.completed(battle)).toMatchObject({ winner: "p2" });
});

test("a battle that somebody else is said to have won is told to an operator", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  wire.room(room, ...opening(), "|win|Ann & Ben");
  await table.pass(1_000);
  expect(table.events.at(-1)).toMatchObject({ kind: "battle.failed", battle_id: battle });
});

test("a room that is sent again as a whole counts once", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  wire.room(room, ...opening());
  wire.drop();
  await table.pass(3_000);
  table.wire.greet();
  await table.pass(3_000);
  table.wire.room(room, ...opening(), "|turn|2", "|win|Ben");
  await table.pass(1_000);
  const lines = table.completed(battle)?.log.split("\n") ?? [];
  expect(lines.filter((line) => line === "|start")).toHaveLength(1);
  expect(table.told(battle)).toEqual(["battle.started", "battle.completed"]);
});

test("the battle of two linked names in the match's time is found, asked about and watched", async () => {
  const table = new WatcherTable();
  const match = matchNow(table);
  await table.reconcile();
  table.wire.greet();
  await table.pass(1_000);
  expect(table.wire.said.filter((said) => said.includes("userdetails")).length).toBeGreaterThan(0);
  roomsOf(table, {
    "☆battle-gen9ou-7": { p1: " Ann", p2: " Ben" },
    "☆battle-gen9randombattle-8": { p1: " Ann", p2: " Eve" },
    "battle-gen9randombattle-9": { p1: " Cat", p2: " Dan" },
    lobby: {},
    [`☆${ROOM}`]: { p1: " Ann", p2: " Ben" },
  });
  await table.pass(2_000);
  expect(table.wire.said.filter((said) => said.startsWith("|/join"))).toEqual([`|/join ${ROOM}`]);
  table.wire.room(ROOM, ...opening("BEN", "@Ann", table.clock.now()));
  await table.rest();
  expect(table.found).toEqual([
    {
      ...{ room: ROOM, matchId: match.matchId, format: "gen9randombattle", p1: "ben", p2: "ann", game: 1 },
      series: null,
    },
  ]);
  table.wire.room(ROOM, "|win|BEN");
  await table.pass(2_000);
  const battle = table.watches.watches[0]?.battleId ?? "";
  expect(table.completed(battle)).toMatchObject({ winner: "p1" });
});

test("a battle from before the match's time is none of its, and one that is refused is left alone for a while", async () => {
  const table = new WatcherTable();
  matchNow(table);
  table.refuses = refusal;
  await table.reconcile();
  table.wire.greet();
  await table.pass(1_000);
  const rooms = { "☆battle-gen9randombattle-2": { p1: " Ann", p2: " Ben" } };
  roomsOf(table, rooms);
  await table.pass(1_000);
  table.wire.room("battle-gen9randombattle-2", ...opening("Ann", "Ben", table.clock.now() - 60 * MINUTE));
  await table.pass(1_000);
  expect(table.found).toEqual([]);
  const other = { [`☆${ROOM}`]: { p1: " Ann", p2: " Ben" } };
  roomsOf(table, other);
  await table.pass(1_000);
  table.wire.room(ROOM, ...opening("Ann", "Ben", table.clock.now()));
  await table.pass(1_000);
  expect(table.found).toHaveLength(1);
  roomsOf(table, { ...rooms, ...other });
  await table.pass(2_000);
  expect(table.wire.heard(`|/join ${ROOM}`)).toBe(1);
});

test("a battle that is found while Supabase is away is asked about until it answers, across a restart", async () => {
  const table = new WatcherTable();
  matchNow(table);
  await table.reconcile();
  table.wire.greet();
  await table.pass(1_000);
  roomsOf(table, { [`☆${ROOM}`]: { p1: " Ann", p2: " Ben" } });
  await table.pass(1_000);
  table.unavailable = true;
  table.wire.room(ROOM, ...opening("Ann", "Ben", table.clock.now()), "|win|Ben");
  await table.pass(20_000);
  await table.restart();
  expect(table.wire.said).toEqual([]);
  table.wire.greet();
  await table.pass(2_000);
  table.wire.room(ROOM, ...opening("Ann", "Ben", table.clock.now()), "|win|Ben");
  table.unavailable = false;
  await table.pass(20_000);
  const battle = table.watches.watches[0]?.battleId ?? "";
  expect(table.completed(battle)).toMatchObject({ winner: "p2" });
});

test("a room that is gone is looked for until its time is over; then the battle is given up with the reason", async () => {
  const table = new WatcherTable();
  const { battle, room } = await table.watching();
  for (let passed = 0; passed < 21 * MINUTE; passed += 1_000) {
    const { wire } = table;
    for (const said of wire.said.splice(0)) {
      if (said === `|/join ${room}`)
        wire.room(room, `|noinit|nonexistent|The room "${room}" does not exist.`);
      else wire.tell('|queryresponse|userdetails|{"rooms":false}');
    }
    await table.pass(1_000);
    if (passed < 19 * MINUTE) expect(table.told(battle)).toEqual([]);
  }
  expect(table.told(battle)).toEqual(["battle.failed"]);
  expect(table.events[0]).toMatchObject({ reason: expect.stringContaining("the server lost it") });
});

test("a room that comes back after a restart of the server is watched on", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  wire.room(room, ...opening());
  wire.room(room, "|deinit");
  await table.pass(6_000);
  expect(wire.heard(`|/join ${room}`)).toBe(2);
  wire.room(room, "|noinit|joinfailed|You are banned from the room.");
  await table.pass(40_000);
  wire.tell("|usercount|1");
  await table.pass(2_000);
  const joins = wire.heard(`|/join ${room}`);
  expect(joins).toBeGreaterThanOrEqual(3);
  wire.room(room, ...opening(), "|win|Ann");
  await table.pass(1_000);
  expect(table.completed(battle)).toMatchObject({ winner: "p1" });
});

test("a room that expired is given up at once, and one whose replay was published has its result", async () => {
  const log = [...opening(), "|win|Ben"].join("\n");
  for (const published of [false, true]) {
    const table = new WatcherTable({ replayUrl: "https://replays.example", replayPrefix: "league" });
    const asked: string[] = [];
    table.fetch = async (url) => {
      asked.push(url);
      return published
        ? Response.json({ id: "league-gen9randombattle-1", log })
        : new Response("", { status: 404 });
    };
    const { wire, battle, room } = await table.watching();
    wire.room(room, ...opening());
    wire.room(room, "|expire|");
    await table.pass(2_000);
    expect(asked).toEqual(["https://replays.example/league-gen9randombattle-1.json"]);
    expect(table.told(battle)).toEqual(["battle.started", published ? "battle.completed" : "battle.failed"]);
  }
});

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

test("a machine that dies at any write of a battle's end loses nothing of it", async () => {
  for (let crash = 1; crash <= 12; crash += 1) {
    const table = new WatcherTable();
    const { wire, battle, room } = await table.watching();
    wire.room(room, ...opening());
    await table.pass(1_000);
    table.storage.crashAt = table.storage.puts + crash;
    wire.room(room, "|turn|2", "|win|Ann");
    await table.pass(2_000);
    await table.restart();
    for (let second = 0; second < 40; second += 1) {
      for (const open of table.wires.filter(({ closed }) => !closed)) {
        if (open.said.length === 0) open.greet();
        for (const said of open.said.splice(0)) {
          if (said === `|/join ${room}`) open.room(room, ...opening(), "|turn|2", "|win|Ann");
        }
      }
      await table.pass(1_000);
    }
    expect(table.completed(battle), `crash ${crash}`).toMatchObject({ winner: "p1", turns: 2 });
    expect(new Set(table.events.map(({ id }) => id)).size).toBe(2);
  }
});

test("a result is kept while Supabase is away, and delivered when it is back", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  table.status = 503;
  const long = Array.from({ length: 5_000 }, (_, index) => `|-message|${"ü".repeat(40)} ${index}`);
  wire.room(room, ...opening(), ...long, "|win|Ann");
  await table.pass(60_000);
  expect(table.events).toEqual([]);
  expect((await table.watcher.status(table.watches.server?.id as never)).undelivered).toBe(2);
  await table.restart();
  table.status = 202;
  await table.pass(120_000);
  expect(table.completed(battle)?.log.split("\n").length).toBeGreaterThan(5_000);
});

test("logs that are too long together are forgotten, and had again at the end", async () => {
  const table = new WatcherTable({}, { battles: { ...BATTLES_LIMITS, memory: 50_000 } });
  const { wire, battle, room } = await table.watching();
  const long = Array.from({ length: 2_000 }, (_, index) => `|-message|line ${index} of many and many more`);
  wire.room(room, ...opening(), ...long);
  await table.pass(2_000);
  wire.room(room, "|win|Ann");
  await table.pass(3_000);
  expect(wire.heard(`|/leave ${room}`)).toBe(1);
  expect(wire.heard(`|/join ${room}`)).toBe(2);
  expect(table.completed(battle)).toBeUndefined();
  wire.room(room, "|deinit");
  wire.room(room, ...opening(), ...long, "|win|Ann");
  await table.pass(2_000);
  expect(table.completed(battle)?.log).toContain("line 1999");
});

test("a log that is too long to be kept is given up with the reason", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  const piece = Array.from({ length: 10_000 }, (_, index) => `|-message|line ${index} of many and many more`);
  const send = () => {
    wire.room(room, ...opening());
    for (let part = 0; part < 8; part += 1) wire.room(room, ...piece);
    wire.room(room, "|win|Ann");
  };
  send();
  await table.pass(3_000);
  send();
  await table.pass(2_000);
  expect(table.events.at(-1)).toMatchObject({ kind: "battle.failed", battle_id: battle });
});

test("a battle that is to be watched no longer is left, whatever it does", async () => {
  const table = new WatcherTable();
  const { wire, battle, room } = await table.watching();
  await table.watching("battle-gen9randombattle-2");
  wire.room(room, ...opening());
  await table.pass(1_000);
  table.watches.watches = table.watches.watches.filter((watch) => watch.room !== room);
  await table.reconcile();
  wire.room(room, "|win|Ann");
  await table.pass(3_000);
  expect(wire.heard(`|/leave ${room}`)).toBe(1);
  expect(table.told(battle)).toEqual(["battle.started"]);
});

test("the games of a series are found in its room, each with its number", async () => {
  const table = new WatcherTable();
  const { matchId } = matchNow(table, { home: ["nobody1"], away: ["nobody2"], bestOf: 3 });
  const parent = "game-bestof3-gen9randombattle-5";
  table.watches.watches.push(watchOf(parent, { matchId, format: "gen9randombattle" }));
  await table.reconcile();
  table.wire.greet();
  await table.pass(2_000);
  const { wire } = table;
  wire.room(
    parent,
    ...["|init|battle", "|title|Ann vs. Ben", "|html|<h2>Game 1</h2>"],
    '|uhtml|game1|<a href="/battle-gen9randombattle-6">Ann vs. Ben</a>',
  );
  wire.room(parent, '|uhtml|game2|<a href="/battle-gen9randombattle-7">Ann vs. Ben</a>');
  await table.pass(3_000);
  wire.room("battle-gen9randombattle-6", ...opening(), "|win|Ann");
  wire.room("battle-gen9randombattle-7", ...opening(), "|win|Ann");
  wire.room(parent, "|allowleave|", "|win|Ann");
  await table.pass(2_000);
  expect(table.found.map(({ room, game, series }) => [room, game, series])).toEqual([
    ["battle-gen9randombattle-6", 1, parent],
    ["battle-gen9randombattle-7", 2, parent],
  ]);
  expect(table.events.map(({ kind }) => kind).sort()).toEqual([
    ...["battle.completed", "battle.completed", "battle.started", "battle.started"],
  ]);
});

test("a series that is given up between its games is told to an operator", async () => {
  const table = new WatcherTable();
  const parent = "game-bestof3-gen9randombattle-5";
  const watch = watchOf(parent, { matchId: crypto.randomUUID(), format: "gen9randombattle" });
  table.watches.watches.push(watch);
  await table.reconcile();
  table.wire.greet();
  await table.pass(2_000);
  table.wire.room(parent, "|init|battle", "||Ben forfeited.", "|win|Ann");
  await table.pass(1_000);
  expect(table.events).toEqual([
    expect.objectContaining({
      ...{ kind: "battle.failed", battle_id: watch.battleId },
      reason: "The series was decided on Showdown: Ben forfeited.",
    }),
  ]);
});

test("a series' own battle that becomes its first game is reported as that game alone", async () => {
  const table = new WatcherTable();
  const { matchId } = matchNow(table, { home: ["nobody1"], away: ["nobody2"], bestOf: 3 });
  const parent = "game-bestof3-gen9randombattle-5";
  const watch = watchOf(parent, { matchId, format: "gen9randombattle" });
  table.watches.watches.push(watch);
  await table.reconcile();
  table.wire.greet();
  await table.pass(2_000);
  table.watches.watches = [{ ...watch, room: ROOM as never }];
  table.wire.room(parent, "|init|battle", `|uhtml|game1|<a href="/${ROOM}">Ann vs. Ben</a>`);
  await table.pass(2_000);
  table.wire.room(ROOM, ...opening());
  await table.rest();
  table.wire.room(parent, "||Ben forfeited.", "|win|Ann");
  table.wire.room(ROOM, "|-message|Ben forfeited.", "|win|Ann");
  await table.pass(2_000);
  expect(table.told(watch.battleId)).toEqual(["battle.started", "battle.completed"]);
});

test("an alarm alone brings a watcher back that left memory", async () => {
  const table = new WatcherTable();
  const { battle, room } = await table.watching();
  expect(table.storage.alarmAt).not.toBeNull();
  await table.restart(false);
  table.wire.greet();
  await table.pass(3_000);
  table.wire.room(room, ...opening(), "|win|Ann");
  await table.pass(1_000);
  expect(table.completed(battle)).toMatchObject({ winner: "p1" });
});
