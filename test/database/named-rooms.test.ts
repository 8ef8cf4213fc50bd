import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimOne, complete, type Result } from "../harness/claims.ts";
import type { TestDatabase } from "../harness/database.ts";
import { createUser, type Season } from "../harness/league.ts";
import {
  battleRow,
  endOutside,
  find,
  link,
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
const points = () => db.sql("select wins, losses from standings where team_id = $1", [season.teams[0]]);

describe("a room that a coach names", () => {
  const coach = (team: number) => season.coaches[team] ?? "";

  it("is watched, and its seats are told by who begins to play there", async () => {
    const { battleId } = await link(db, match, newRoom(), coach(1));
    expect(await battleRow(db, battleId)).toMatchObject({ seats_swapped: null, status: "waiting" });
    await startOutside(db, battleId, "Gary Oak", "Somebody New");
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
    await startOutside(db, battleId, "Ash Ketchum", "Gary Oak");
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
