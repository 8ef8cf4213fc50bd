import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimOne, complete, type Result } from "../harness/claims.ts";
import type { TestDatabase } from "../harness/database.ts";
import type { Season } from "../harness/league.ts";
import {
  AWAY_NAME,
  endOutside,
  find,
  HOME_NAME,
  link,
  newRoom,
  outsideMatch,
  watches,
} from "../harness/outside.ts";

let db: TestDatabase;
let season: Season;
let match: string;
beforeEach(async () => {
  ({ db, season, match } = await outsideMatch());
});
afterEach(() => db.drop());

const away: Result = { winner: "p2", endType: "win", p1: 0, p2: 2 };

describe("what may begin", () => {
  const expected = async () => (await watches(db)).expected;

  it("is expected with the names of both coaches", async () => {
    expect(await expected()).toMatchObject([
      { matchId: match, format: "gen9ou", bestOf: 1, home: [HOME_NAME], away: [AWAY_NAME] },
    ]);
  });

  it("is expected from two hours before its time to a day after, or as the season says", async () => {
    const at = (offset: string) =>
      db.sql(`update matches set scheduled_at = now() + interval '${offset}' where id = $1`, [match]);
    await at("2 hours 20 minutes");
    expect(await expected()).toEqual([]);
    await at("2 hours 10 minutes");
    expect(await expected()).toHaveLength(1);
    await at("-23 hours");
    expect(await expected()).toHaveLength(1);
    await at("-25 hours");
    expect(await expected()).toEqual([]);
    await db.sql("update seasons set minutes_after = 3000");
    expect(await expected()).toHaveLength(1);
  });

  it("without a time is expected on the season's days", async () => {
    await db.sql("update seasons set starts_on = current_date + 1");
    expect(await expected()).toEqual([]);
    await db.sql("update seasons set starts_on = current_date - 9, ends_on = current_date - 2");
    expect(await expected()).toEqual([]);
    await db.sql("update seasons set ends_on = (now() at time zone 'utc')::date");
    expect(await expected()).toHaveLength(1);
  });

  it("is not expected when a coach has no name there, the server is another or is off, or a game is played", async () => {
    const battle = await find(db, match);
    expect(await expected()).toEqual([]);
    await endOutside(db, battle);
    await complete(db, await claimOne(db), away);
    expect(await expected()).toEqual([]);

    await season.match();
    expect(await expected()).toHaveLength(1);
    await db.rpc("unlink_showdown_name", { p_server_id: "main", p_name: HOME_NAME });
    expect(await expected()).toEqual([]);
    await db.sql("update showdown_servers set active = false");
    expect(await watches(db)).toEqual({ server: null, watches: [], expected: [] });
    expect(await watches(db, "nowhere")).toEqual({ server: null, watches: [], expected: [] });
  });
});

describe("the watcher is told to look again", () => {
  const told = async () => {
    const jobs = await db.sql(
      "delete from pgmq.q_stats_refresh where message ->> 'kind' = 'showdown.reconcile' returning message ->> 'server' as server",
    );
    await db.sql("delete from jobs where kind = 'showdown.reconcile'");
    return jobs.map(({ server }) => server);
  };
  beforeEach(told);

  it.each<[string, () => Promise<unknown>]>([
    ["a match is scheduled", () => season.match()],
    ["a match is put off", () => db.sql("update matches set scheduled_at = now()")],
    ["a match is deleted", () => db.sql("delete from matches")],
    ["a battle is found", () => find(db, match)],
    ["a room is named", () => link(db, match, newRoom())],
    [
      "a name is linked",
      () => db.rpc("link_showdown_name", { p_user: season.coaches[0], p_server_id: "main", p_name: "z" }),
    ],
    [
      "somebody asks for a code to say there",
      () => db.rpc("request_link_code", { p_server_id: "main", p_user: season.coaches[0] }),
    ],
    ["a name is taken off", () => db.rpc("unlink_showdown_name", { p_server_id: "main", p_name: HOME_NAME })],
    ["the season is played in our rooms again", () => db.sql("update seasons set showdown_server = null")],
    ["the window changes", () => db.sql("update seasons set minutes_before = 5")],
    ["a team has another coach", () => db.sql("update teams set coach_id = null")],
    [
      "the server moves",
      () => db.sql("update showdown_servers set socket_url = 'wss://showdown.example/ws'"),
    ],
  ])("when %s, once", async (_, change) => {
    await change();
    expect(await told()).toEqual(["main"]);
  });

  it("about no season that is played in our rooms", async () => {
    await db.sql("update seasons set showdown_server = null");
    await told();
    await season.openBattle(await season.match());
    expect(await told()).toEqual([]);
  });
});

it.each([
  ["http://showdown.example", null],
  ["https://user@showdown.example", null],
  ["https://showdown.example/?to=", null],
  ["https://showdown.example/", null],
  ["https://showdown.example/replays", "https"],
  ["http://127.0.0.1:8000", "local"],
])("a server's replays at %s are taken or refused", async (url, taken) => {
  const insert = db.sql(
    "insert into showdown_servers (id, socket_url, replay_url) values ('own', 'wss://x.example', $1)",
    [url],
  );
  if (taken) await insert;
  else await expect(insert).rejects.toThrow(/replay_url/);
});
