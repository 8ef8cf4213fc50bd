import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acts } from "../harness/acts.ts";
import { claimOne, complete, type Result } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { recordFailed } from "../harness/ladder-database.ts";
import { createUser, recordStarted, type Season } from "../harness/league.ts";
import {
  AWAY_NAME,
  battleRow,
  endOutside,
  find,
  HOME_NAME,
  link,
  matchRow,
  newRoom,
  outsideSeason,
  watches,
} from "../harness/outside.ts";

let db: TestDatabase;
let season: Season;
let match: string;
beforeEach(async () => {
  db = await freshDatabase();
  season = await outsideSeason(db);
  match = await season.match();
});
afterEach(() => db.drop());

const home: Result = { winner: "p1", endType: "win", p1: 3, p2: 0 };
const away: Result = { winner: "p2", endType: "win", p1: 0, p2: 2 };
const started = (battle: string, p1: string, p2: string) =>
  db.rpc("record_battle_started", {
    p_event_id: `${battle}:started`,
    p_battle_id: battle,
    p_occurred_at: "2026-11-22T11:00:00.000Z",
    p_p1_name: p1,
    p_p2_name: p2,
    p_sim_version: "showdown",
  });
/** Home sits in p2. */
const SWAPPED = { p1: ["Gary Oak"], p2: ["Ash Ketchum"] };
const points = () => db.sql("select wins, losses from standings where team_id = $1", [season.teams[0]]);

describe("a battle that the watcher found", () => {
  it("is the match's game, and is watched", async () => {
    const room = newRoom();
    const battle = await find(db, match, { room });
    expect(await matchRow(db, match)).toMatchObject({ status: "in_progress", room_id: battle });
    expect(await battleRow(db, battle)).toMatchObject({
      origin: "showdown",
      showdown_server: "main",
      showdown_room: room,
      seats_swapped: false,
      game: 1,
      status: "waiting",
      p1_user: season.coaches[0],
      p2_user: season.coaches[1],
    });
    const { watches: watched } = await watches(db);
    expect(watched).toMatchObject([{ battleId: battle, room, matchId: match, format: "gen9ou" }]);
    expect(watched[0]?.series).toEqual({ bestOf: 1, game: 1, score: { p1: 0, p2: 0 } });
  });

  it("is the same when it is found again, by two at once too", async () => {
    const room = newRoom();
    const found = await Promise.all([1, 2, 3, 4].map(() => find(db, match, { room })));
    expect(new Set(found).size).toBe(1);
    expect(await db.sql("select from battles")).toHaveLength(1);
  });

  it("keeps the password of a hidden room from the public", async () => {
    const room = newRoom();
    const battle = await find(db, match, { room: `${room}-s3cretpw` });
    expect(await battleRow(db, battle)).toMatchObject({ showdown_room: room, showdown_secret: "s3cretpw" });
    expect((await watches(db)).watches[0]?.room).toBe(`${room}-s3cretpw`);
    await expect(db.as("anon", "select showdown_secret from battles")).rejects.toThrow(/permission denied/);
    // Hidden later, it is the same room.
    expect(await find(db, match, { room })).toBe(battle);
    expect((await watches(db)).watches[0]?.room).toBe(`${room}-s3cretpw`);
  });

  it.each([
    ["of another format", { format: "gen9uu" }, "it is a battle of gen9uu, and the season plays gen9ou"],
    ["of somebody else", { p2: "misty" }, "ashketchum and misty are not the linked names of the coaches"],
    ["of one coach twice", { p2: HOME_NAME }, "are not the linked names of the coaches"],
    ["that is a series' room", { room: "game-bestof3-gen9ou-1" }, "it is no battle's"],
    ["that is no room", { room: "lobby" }, "it is no battle's"],
  ])("is refused when it is one %s", async (_, found, why) => {
    await expect(find(db, match, found)).rejects.toThrow(why);
    expect(await matchRow(db, match)).toMatchObject({ status: "scheduled" });
  });

  it("is refused when there is no such match, or it is decided, or another game of it is played", async () => {
    await expect(find(db, "00000000-0000-4000-8000-000000000000")).rejects.toThrow("there is no match");
    const battle = await find(db, match);
    await expect(find(db, match)).rejects.toThrow(`another game of match ${match} is played`);
    await endOutside(db, battle);
    await expect(find(db, match)).rejects.toThrow(`match ${match} is decided`);
    await complete(db, await claimOne(db), home);
    await expect(find(db, match)).rejects.toThrow(`match ${match} is completed`);
  });

  it("is refused before the match's time and long after it, and on a server that its season does not play on", async () => {
    await db.sql("update matches set scheduled_at = now() + interval '3 hours'");
    await expect(find(db, match)).rejects.toThrow(`match ${match} is not played there now`);
    await db.sql("update matches set scheduled_at = now() - interval '26 hours'");
    await expect(find(db, match)).rejects.toThrow("is not played there now");
    await db.sql("update matches set scheduled_at = now()");
    await db.sql("update seasons set showdown_server = null");
    await expect(find(db, match)).rejects.toThrow("is not played there now");
    await db.sql("update seasons set showdown_server = 'main'");
    await find(db, match);
  });

  it("is among the open battles, which say where it is played, and then among the results", async () => {
    const battle = await find(db, match);
    const view = async () => (await db.as("anon", "select league_view('battles') as view"))[0]?.view;
    expect(await view()).toMatchObject({
      open: [{ id: battle, origin: "showdown", match_id: match }],
      results: [],
    });
    await endOutside(db, battle);
    expect(await view()).toMatchObject({ open: [], results: [{ id: battle }] });
    await claimOne(db);
  });

  it("is refused when the room is a battle of another match", async () => {
    const room = newRoom();
    await find(db, match, { room });
    const other = await season.match();
    await expect(find(db, other, { room })).rejects.toThrow("it is a battle of another match");
  });

  it("takes the place of a room of ours that nobody has begun to play in", async () => {
    const ours = await season.openBattle(match);
    const battle = await find(db, match);
    expect(await battleRow(db, ours)).toMatchObject({ status: "void" });
    expect(await matchRow(db, match)).toMatchObject({ room_id: battle });
    await expect(recordStarted(db, ours)).rejects.toThrow("the game is played on Showdown");
  });

  it("does not take the place of one that goes on", async () => {
    const ours = await season.openBattle(match);
    await recordStarted(db, ours);
    await expect(find(db, match)).rejects.toThrow("another game");
    expect(await battleRow(db, ours)).toMatchObject({ status: "live" });
  });

  it("keeps the match from being opened in our rooms", async () => {
    const room = newRoom();
    await find(db, match, { room });
    await expect(season.openBattle(match)).rejects.toThrow(`is played on Showdown (main/${room})`);
  });
});

describe("the result of a battle there", () => {
  it("is home's when home sat in p1", async () => {
    const battle = await find(db, match);
    await started(battle, "Ash Ketchum", "Gary Oak");
    expect(await endOutside(db, battle, { winner: "p1" })).toBe("new");
    expect(await battleRow(db, battle)).toMatchObject({
      status: "ended",
      winner_seat: "p1",
      p1_name: "Ash Ketchum",
      input_log_path: null,
    });
    await complete(db, await claimOne(db), home);
    expect(await points()).toEqual([{ wins: 1, losses: 0 }]);
  });

  it("is home's when home sat in p2: its seats are ours from the start", async () => {
    const battle = await find(db, match, { p1: AWAY_NAME, p2: HOME_NAME });
    await started(battle, "Gary Oak", "Ash Ketchum");
    await endOutside(db, battle, { winner: "p2", names: SWAPPED });
    expect(await battleRow(db, battle)).toMatchObject({
      status: "ended",
      seats_swapped: true,
      winner_seat: "p1",
      p1_name: "Ash Ketchum",
      p2_name: "Gary Oak",
    });
    const job = await claimOne(db);
    const [row] = await db.rpc("battles_to_complete", { p_ids: [battle] });
    expect(row?.battles_to_complete).toMatchObject([{ seats_swapped: true, winner_seat: "p1" }]);
    await complete(db, job, home);
    expect(await points()).toEqual([{ wins: 1, losses: 0 }]);
    expect(await matchRow(db, match)).toMatchObject({ status: "completed", winner_team_id: season.teams[0] });
  });

  it("is taken in once, and nobody's win is a tie in either seat", async () => {
    const battle = await find(db, match, { p1: AWAY_NAME, p2: HOME_NAME });
    const end = { winner: null, endType: "tie", names: SWAPPED };
    expect(await endOutside(db, battle, end)).toBe("new");
    expect(await endOutside(db, battle, end)).toBe("seen");
    expect(await battleRow(db, battle)).toMatchObject({ winner_seat: null, end_type: "tie" });
    await claimOne(db);
  });

  it("that comes before the start is not undone by it", async () => {
    const battle = await find(db, match, { p1: AWAY_NAME, p2: HOME_NAME });
    await endOutside(db, battle, { winner: "p2", names: SWAPPED });
    await started(battle, "Gary Oak", "Ash Ketchum");
    expect(await battleRow(db, battle)).toMatchObject({
      status: "ended",
      winner_seat: "p1",
      p1_name: "Ash Ketchum",
    });
  });

  it("needs no input log, and one of our rooms does", async () => {
    const ours = await season.openBattle(match);
    await expect(endOutside(db, ours)).rejects.toThrow(`battle '${ours}' has no input log`);
  });

  it("that fails is for people to decide", async () => {
    const battle = await find(db, match);
    await recordFailed(db, battle);
    expect(await matchRow(db, match)).toMatchObject({ status: "disputed", room_id: battle });
    await acts(db).reopen(match, false);
    await find(db, match);
    expect(await matchRow(db, match)).toMatchObject({ status: "in_progress" });
  });

  it("is not waited for longer than a day", async () => {
    const battle = await find(db, match);
    await db.sql("update battles set created_at = created_at - interval '23 hours'");
    await db.sql("select private.give_up_outside()");
    expect(await battleRow(db, battle)).toMatchObject({ status: "waiting" });
    await db.sql("update battles set created_at = created_at - interval '2 hours'");
    // No room of ours is asked after it meanwhile.
    expect(await db.rpc("battles_to_sweep", { p_limit: 10 })).toEqual([]);
    await db.sql("select private.give_up_outside()");
    expect(await matchRow(db, match)).toMatchObject({
      status: "disputed",
      dispute_reason: "nothing was heard of the battle on Showdown for a day",
    });
  });
});

describe("a room that a coach names", () => {
  const coach = (team: number) => season.coaches[team] ?? "";

  it("is watched, and its seats are told by who begins to play there", async () => {
    const { battleId } = await link(db, match, newRoom(), coach(1));
    expect(await battleRow(db, battleId)).toMatchObject({ seats_swapped: null, status: "waiting" });
    await started(battleId, "Gary Oak", "Somebody New");
    expect(await battleRow(db, battleId)).toMatchObject({
      seats_swapped: true,
      p1_name: "Somebody New",
      p2_name: "Gary Oak",
    });
    const names = { p1: ["Gary Oak"], p2: ["Somebody New", "Ash Ketchum"] };
    await endOutside(db, battleId, { winner: "p2", names });
    await complete(db, await claimOne(db), home);
    expect(await points()).toEqual([{ wins: 1, losses: 0 }]);
  });

  it("tells its seats at the end, when nobody told of the start", async () => {
    const { battleId } = await link(db, match, newRoom());
    await endOutside(db, battleId, { winner: "p1", names: { p1: ["x", "GARY OAK"], p2: ["ash ketchum"] } });
    expect(await battleRow(db, battleId)).toMatchObject({
      status: "ended",
      seats_swapped: true,
      winner_seat: "p2",
    });
  });

  it("and then wins there against somebody else counts for nobody until people decide", async () => {
    const { battleId } = await link(db, match, newRoom(), coach(0));
    await endOutside(db, battleId, {
      winner: "p1",
      names: { p1: ["Ash Ketchum"], p2: ["Ash's Other Name"] },
    });
    const [profile] = await db.sql("select display_name from profiles where id = $1", [coach(1)]);
    expect(await matchRow(db, match)).toMatchObject({
      status: "disputed",
      dispute_reason: `Ash's Other Name is no linked name of ${profile?.display_name}`,
    });
    expect(await db.sql("select from pgmq.q_battle_results")).toEqual([]);
  });

  it("of two whom nobody knows counts for nobody until people say who they are", async () => {
    const { battleId } = await link(db, match, newRoom());
    await endOutside(db, battleId, { names: { p1: ["Jessie"], p2: ["James"] } });
    expect(await matchRow(db, match)).toMatchObject({
      status: "disputed",
      dispute_reason: "neither Jessie nor James is a linked name of the coaches",
    });
    expect(await db.sql("select from pgmq.q_battle_results")).toEqual([]);
  });

  it("may be named anew while nobody has begun there", async () => {
    const { battleId } = await link(db, match, newRoom());
    const room = newRoom();
    expect((await link(db, match, room)).battleId).toBe(battleId);
    expect((await watches(db)).watches).toMatchObject([{ room }]);
    await started(battleId, "Ash Ketchum", "Gary Oak");
    await expect(link(db, match, newRoom())).rejects.toThrow("another game");
  });

  it("is not kept from the match whose coaches play there, before they were seen or after", async () => {
    for (const isSeen of [false, true]) {
      const [room, other] = [newRoom(), await season.match()];
      const third = await createUser(db);
      const [team] = await db.sql(
        "insert into teams (season_id, coach_id, name) values ($1, $2, $3) returning id",
        [season.id, third, `Rockets ${isSeen}`],
      );
      await db.sql("update matches set away_team_id = $1 where id = $2", [team?.id, other]);
      // The coach of the third team wants to have won what others play.
      await db.rpc("link_showdown_name", { p_user: third, p_server_id: "main", p_name: `jessie${isSeen}` });
      const { battleId } = await link(db, other, room, third);
      await db.sql("update matches set scheduled_at = now() where id = $1", [match]);
      if (isSeen) {
        await db.rpc("record_battle_started", {
          ...{ p_event_id: `${battleId}:started`, p_battle_id: battleId, p_sim_version: "showdown" },
          ...{ p_occurred_at: new Date().toISOString(), p_p1_name: "Ash Ketchum", p_p2_name: "Brock" },
        });
      }
      const battle = await find(db, match, { room });
      expect(await battleRow(db, battle)).toMatchObject({ showdown_room: room, match_id: match });
      expect(await battleRow(db, battleId)).toMatchObject({ showdown_room: null, status: "disputed" });
      expect(await matchRow(db, other)).toMatchObject({
        ...{ status: "disputed", dispute_reason: `room '${room}' is a battle of another match` },
      });
      await endOutside(db, battle);
      await complete(db, await claimOne(db), home);
      match = await season.match();
    }
  });

  it("is given up as soon as the coaches of another match begin there, who are then found", async () => {
    const [room, other] = [newRoom(), await season.match()];
    const third = await createUser(db);
    const [team] = await db.sql(
      "insert into teams (season_id, coach_id, name) values ($1, $2, 'Rockets') returning id",
      [season.id, third],
    );
    const [fourth] = await db.sql("insert into teams (season_id, name) values ($1, 'More') returning id", [
      season.id,
    ]);
    await db.sql("update teams set coach_id = $1 where id = $2", [await createUser(db), fourth?.id]);
    await db.sql("update matches set home_team_id = $1, away_team_id = $2 where id = $3", [
      ...[team?.id, fourth?.id, other],
    ]);
    const { battleId } = await link(db, other, room, third);
    await db.rpc("record_battle_started", {
      ...{ p_event_id: `${battleId}:started`, p_battle_id: battleId, p_sim_version: "showdown" },
      ...{ p_occurred_at: new Date().toISOString(), p_p1_name: "Ash Ketchum", p_p2_name: "Gary Oak" },
    });
    expect(await matchRow(db, other)).toMatchObject({ status: "disputed" });
    expect((await watches(db)).watches).toEqual([]);
    expect(await battleRow(db, await find(db, match, { room }))).toMatchObject({ match_id: match });
  });

  it("is named by coaches of the match and admins of its league alone", async () => {
    const stranger = await createUser(db);
    await expect(link(db, match, newRoom(), stranger)).rejects.toThrow(
      "is for its coaches and its league's admins",
    );
    await expect(
      db.asUser(stranger, "select link_showdown_room($1, 'main', 'battle-gen9ou-1')", [match]),
    ).rejects.toThrow("is for its coaches");
    await expect(
      db.as("anon", "select link_showdown_room($1, 'main', 'battle-gen9ou-1')", [match]),
    ).rejects.toThrow(/permission denied/);
    await db.asUser(coach(0), "select link_showdown_room($1, 'main', 'battle-gen9ou-1')", [match]);
    expect(await matchRow(db, match)).toMatchObject({ status: "in_progress" });
  });

  it.each([
    ["of another format", "battle-gen9uu-1", "it is a battle of gen9uu"],
    ["of a series that the season does not play", "game-bestof3-gen9ou-1", "it is a best of 3"],
    ["that is none", "battle-gen9ou", "it is no battle's"],
    ["that breaks the line", "battle-gen9ou-1\n", "it is no battle's"],
  ])("is refused when it is one %s", async (_, room, why) => {
    await expect(link(db, match, room)).rejects.toThrow(why);
  });
});

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
