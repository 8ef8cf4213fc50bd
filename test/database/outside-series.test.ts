import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acts } from "../harness/acts.ts";
import { claimOne, claimTwo, complete, completeBatch, type Result } from "../harness/claims.ts";
import type { TestDatabase } from "../harness/database.ts";
import { recordFailed } from "../harness/ladder-database.ts";
import type { Season } from "../harness/league.ts";
import {
  battleRow,
  endOutside,
  find,
  link,
  matchRow,
  newRoom,
  outsideMatch,
  watches,
} from "../harness/outside.ts";

let db: TestDatabase;
let season: Season;
let match: string;
beforeEach(async () => {
  ({ db, season, match } = await outsideMatch({ bestOf: 3 }));
});
afterEach(() => db.drop());

const home: Result = { winner: "p1", endType: "win", p1: 3, p2: 0 };
const away: Result = { winner: "p2", endType: "forfeit", p1: 0, p2: 2 };

/** A game that was found, and what came of it, its result counted. */
async function play(game: number, result: Result): Promise<string> {
  const battle = await find(db, match, { game });
  await endOutside(db, battle, { winner: result.winner, endType: result.endType });
  await complete(db, await claimOne(db), result);
  return battle;
}
const result = async () => {
  const { status, winner_team_id, home_games, away_games, home_score, away_score, differential, end_type } =
    (await matchRow(db, match)) ?? {};
  return { status, winner_team_id, home_games, away_games, home_score, away_score, differential, end_type };
};

describe("a series there", () => {
  it.each([[[1, 2, 3]], [[1, 3, 2]], [[2, 1, 3]], [[2, 3, 1]], [[3, 1, 2]], [[3, 2, 1]]])(
    "comes to the same result when its games come in the order %s",
    async (order) => {
      const results = new Map([
        [1, home],
        [2, away],
        [3, away],
      ]);
      const battles = new Map<number, string>();
      for (const game of order) {
        expect((await result()).status).not.toBe("completed");
        battles.set(game, await play(game, results.get(game) ?? home));
      }
      expect(await result()).toEqual({
        status: "completed",
        winner_team_id: season.teams[1],
        home_games: 1,
        away_games: 2,
        home_score: 3,
        away_score: 4,
        differential: -1,
        end_type: "forfeit",
      });
      expect(await matchRow(db, match)).toMatchObject({
        room_id: battles.get(3),
        replay_path: `${battles.get(3)}.log`,
      });
      expect(
        await db.sql("select wins, losses from standings where team_id = $1", [season.teams[1]]),
      ).toEqual([{ wins: 1, losses: 0 }]);
      expect(await db.sql("select from jobs where kind = 'match.completed'")).toHaveLength(1);
    },
  );

  it("is decided by two games, and not by two of which one in between is missing", async () => {
    await play(1, home);
    await play(3, home);
    expect(await result()).toMatchObject({ status: "in_progress", home_games: 2, home_score: null });
    await play(2, away);
    expect(await result()).toMatchObject({ status: "completed", home_games: 2, away_games: 1 });
  });

  it("may go on before the end of the last game is reported, and counts both whichever ends first", async () => {
    const first = await find(db, match, { game: 1 });
    const second = await find(db, match, { game: 2 });
    expect(second).not.toBe(first);
    await endOutside(db, second);
    await endOutside(db, first);
    const [one, two] = await claimTwo(db);
    const items = [
      { job: one, result: home },
      { job: two, result: home },
    ];
    await completeBatch(db, items);
    expect(await result()).toMatchObject({ status: "completed", home_games: 2, away_games: 0 });
    expect(await db.sql("select wins from standings where team_id = $1", [season.teams[0]])).toEqual([
      { wins: 1 },
    ]);
  });

  it("gives a game whose number is taken the next one", async () => {
    await play(1, home);
    const battle = await find(db, match, { game: 1 });
    expect(await battleRow(db, battle)).toMatchObject({ game: 2 });
  });

  it("may be played there and in our rooms, a game each", async () => {
    await play(1, home);
    await season.playGame(match, away);
    await play(3, home);
    expect(await result()).toMatchObject({ status: "completed", home_games: 2, away_games: 1 });
  });

  it("with a disputed game is settled with that game, others counted meanwhile", async () => {
    const lost = await find(db, match, { game: 1 });
    await recordFailed(db, lost);
    expect(await result()).toMatchObject({ status: "disputed" });
    await acts(db).reopen(match, false);
    await play(1, home);
    await play(2, home);
    expect(await result()).toMatchObject({ status: "completed", home_games: 2 });
  });

  it("that is played anew leaves the games from before aside", async () => {
    await play(1, home);
    await play(2, home);
    await acts(db).reopen(match, true);
    await play(2, away);
    expect(await result()).toMatchObject({ status: "in_progress", home_games: 0, away_games: 1 });
    await play(1, away);
    expect(await result()).toMatchObject({ status: "completed", home_games: 0, away_games: 2 });
  });
});

describe("the room of a series", () => {
  const parent = "game-bestof3-gen9ou-77";

  it("is watched as the next game, until the game itself is found, and again after it is counted", async () => {
    const { battleId } = await link(db, match, parent);
    expect((await watches(db)).watches).toMatchObject([
      { battleId, room: parent, series: { bestOf: 3, game: 1 } },
    ]);

    const room = newRoom();
    expect(await find(db, match, { room, game: 1 })).toBe(battleId);
    expect((await watches(db)).watches).toMatchObject([{ battleId, room }]);
    await endOutside(db, battleId);
    await complete(db, await claimOne(db), home);

    const { watches: next } = await watches(db);
    expect(next).toMatchObject([{ room: parent, series: { game: 2, score: { p1: 1, p2: 0 } } }]);
    // Asked again it is the same one.
    expect((await watches(db)).watches).toEqual(next);
    const second = await find(db, match, { game: 2, series: parent });
    expect(second).toBe(next[0]?.battleId);
    await endOutside(db, second);
    await complete(db, await claimOne(db), home);
    expect(await result()).toMatchObject({ status: "completed", home_games: 2 });
    expect((await watches(db)).watches).toEqual([]);
  });

  it("that the battle's log names is watched from then on", async () => {
    const battle = await find(db, match, { game: 1, series: `${parent}-abcpw` });
    expect(await battleRow(db, battle)).toMatchObject({ showdown_series: parent });
    await endOutside(db, battle);
    await complete(db, await claimOne(db), home);
    expect((await watches(db)).watches).toMatchObject([{ room: parent }]);
  });

  it("that ends without another game is for people to decide", async () => {
    const battle = await find(db, match, { game: 1, series: parent });
    await endOutside(db, battle);
    await complete(db, await claimOne(db), home);
    const [watch] = (await watches(db)).watches;
    await recordFailed(db, watch?.battleId ?? "");
    expect(await result()).toMatchObject({ status: "disputed", home_games: 1 });
    await acts(db).forfeit(match, "away");
    expect(await result()).toMatchObject({ status: "completed", winner_team_id: season.teams[0] });
  });
});
