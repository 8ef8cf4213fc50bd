import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acts } from "../harness/acts.ts";
import { claimOne, complete, type Result } from "../harness/claims.ts";
import type { TestDatabase } from "../harness/database.ts";
import { recordFailed } from "../harness/ladder-database.ts";
import { recordStarted, type Season } from "../harness/league.ts";
import {
  AWAY_NAME,
  battleRow,
  endOutside,
  find,
  HOME_NAME,
  matchRow,
  newRoom,
  outsideMatch,
  startOutside,
  watches,
} from "../harness/outside.ts";

let db: TestDatabase;
let season: Season;
let match: string;
beforeEach(async () => {
  ({ db, season, match } = await outsideMatch());
});
afterEach(() => db.drop());

const home: Result = { winner: "p1", endType: "win", p1: 3, p2: 0 };
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
    await startOutside(db, battle, "Ash Ketchum", "Gary Oak");
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
    await startOutside(db, battle, "Gary Oak", "Ash Ketchum");
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
    await startOutside(db, battle, "Gary Oak", "Ash Ketchum");
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
