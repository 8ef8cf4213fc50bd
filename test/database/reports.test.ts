import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { acts, type GivenResult, HOME_WINS } from "../harness/acts.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser, recordCompleted, recordStarted, Season } from "../harness/league.ts";

const AWAY_WINS: GivenResult = { winner: "away", end_type: "win", home_score: 0, away_score: 2 };

let db: TestDatabase;
let season: Season;
let match: string;
let home: string;
let away: string;
beforeAll(async () => {
  db = await freshDatabase();
});
beforeEach(async () => {
  season = await Season.create(db);
  match = await season.match();
  [home = "", away = ""] = season.coaches;
});
afterAll(() => db.drop());

interface Report {
  report_id: string;
  state: string;
  status: string;
  mention: string | null;
}

async function report(user: string, result: object = HOME_WINS, about = match): Promise<Report> {
  const args = { p_user: user, p_match_id: about, p_result: JSON.stringify(result), p_request_id: "r" };
  return (await db.rpc("report_result", args))[0]?.report_result as Report;
}

async function decide(user: string, { report_id }: Report, confirm: boolean): Promise<Report> {
  const args = { p_user: user, p_report_id: report_id, p_confirm: confirm };
  return (await db.rpc("decide_report", args))[0]?.decide_report as Report;
}

async function admin(): Promise<string> {
  const user = await createUser(db);
  await db.sql("insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin')", [
    season.leagueId,
    user,
  ]);
  return user;
}

const state = async () =>
  (await db.sql("select status, winner_team_id, home_score from matches where id = $1", [match]))[0];
const audited = async () =>
  (await db.sql("select actor, action from admin_actions where subject = $1 order by id", [match])).map(
    ({ actor, action }) => `${action} by ${actor}`,
  );

describe("a coach's report", () => {
  it("moves nothing by itself, and is on record", async () => {
    expect(await report(home)).toMatchObject({ state: "open", status: "scheduled" });
    expect(await state()).toMatchObject({ status: "scheduled", winner_team_id: null });
    expect(await audited()).toEqual([`report.made by ${home}`]);
  });

  it("said twice is one report", async () => {
    expect(await report(home)).toEqual(await report(home));
    expect(await audited()).toHaveLength(1);
  });

  it("counts once the other coach confirms it", async () => {
    const open = await report(home);
    expect(await decide(away, open, true)).toMatchObject({ state: "confirmed", status: "completed" });
    expect(await state()).toMatchObject({ winner_team_id: season.teams[0], home_score: 3 });
    expect(await decide(away, open, true)).toMatchObject({ state: "confirmed" });
    expect(await audited()).toEqual([
      `report.made by ${home}`,
      `report.confirmed by ${away}`,
      "match.corrected by service",
    ]);
  });

  it("counts once the other coach says the same", async () => {
    await report(home);
    expect(await report(away)).toMatchObject({ state: "confirmed", status: "completed" });
  });

  it("that the other coach contradicts makes the match disputed", async () => {
    await report(home);
    expect(await report(away, AWAY_WINS)).toMatchObject({ state: "refused", status: "disputed" });
    await expect(report(home)).rejects.toMatchObject({ code: "PT409" });
    const both = await db.sql("select state from result_reports where match_id = $1", [match]);
    expect(both).toEqual([{ state: "refused" }, { state: "refused" }]);
  });

  it("that the other coach refuses makes the match disputed", async () => {
    const open = await report(home);
    expect(await decide(away, open, false)).toMatchObject({ state: "refused", status: "disputed" });
    await expect(decide(away, open, true)).rejects.toMatchObject({ code: "PT409" });
  });

  it("cannot be confirmed by who made it, nor by a new coach of the same team, nor by a stranger", async () => {
    const open = await report(home);
    const heir = await createUser(db);
    await expect(decide(home, open, true)).rejects.toMatchObject({ code: "PT403" });
    await expect(decide(heir, open, true)).rejects.toMatchObject({ code: "PT403" });
    await db.sql("update teams set coach_id = $1 where id = $2", [heir, season.teams[0]]);
    await expect(decide(heir, open, true)).rejects.toMatchObject({ code: "PT403" });
    await report(heir);
    expect(await state()).toMatchObject({ status: "scheduled" });
  });

  it("cannot be confirmed by who made it even as an admin of the league", async () => {
    await db.sql("insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin')", [
      season.leagueId,
      home,
    ]);
    await expect(decide(home, await report(home), true)).rejects.toMatchObject({ code: "PT403" });
  });

  it("is replaced by another one of the same coach, which alone can be confirmed", async () => {
    const first = await report(home);
    const second = await report(home, AWAY_WINS);
    await expect(decide(away, first, true)).rejects.toMatchObject({ code: "PT409" });
    await decide(away, second, true);
    expect(await state()).toMatchObject({ winner_team_id: season.teams[1] });
  });

  it("is confirmed once when everybody presses at the same time", async () => {
    const open = await report(home);
    const other = await admin();
    const all = await Promise.allSettled([away, other, away, other].map((user) => decide(user, open, true)));
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(4);
    expect((await audited()).filter((line) => line.startsWith("match.corrected"))).toHaveLength(1);
  });

  it("is taken twenty times at the most", async () => {
    for (let count = 0; count < 20; count++) await report(home, { ...HOME_WINS, home_score: count + 1 });
    await expect(report(home, AWAY_WINS)).rejects.toThrow(/twenty times/);
  });

  it("mentions the other coach, where they are linked and want it", async () => {
    expect((await report(home)).mention).toBeNull();
    await db.sql("insert into discord_users (user_id, discord_id) values ($1, '123456789012345678')", [away]);
    expect((await report(home)).mention).toBe("123456789012345678");
    await db.rpc("set_discord_pings", { p_user: away, p_pings: false });
    expect((await report(home)).mention).toBeNull();
  });
});

describe("an admin", () => {
  it("who coaches neither team reports and confirms alone", async () => {
    const open = await report(home);
    expect(await decide(await admin(), open, true)).toMatchObject({ state: "confirmed" });
    match = await season.match();
    expect(await report(await admin())).toMatchObject({ state: "confirmed", status: "completed" });
  });
});

describe("what cannot be reported", () => {
  it("is refused with the reason", async () => {
    await expect(report(await createUser(db))).rejects.toMatchObject({ code: "PT403" });
    for (const [result, why] of [
      [{ ...HOME_WINS, end_type: "void" }, /is a win or a tie/],
      [{ ...HOME_WINS, end_type: "forfeit" }, /is a win or a tie/],
      [{ ...HOME_WINS, home_score: -1 }, /is a win or a tie/],
      [{ ...HOME_WINS, home_games: 1, away_games: 0 }, /games are for a series/],
      [{ ...HOME_WINS, home_score: 0, away_score: 3 }, /has more left/],
      [[], /is a win or a tie/],
    ] as const) {
      await expect(report(home, result), JSON.stringify(result)).rejects.toThrow(why);
    }
    await expect(report(home, HOME_WINS, "00000000-0000-4000-8000-000000000000")).rejects.toMatchObject({
      code: "PT404",
    });
  });

  it("of a series are games by which nobody wins it", async () => {
    const series = await Season.create(db, 2, { bestOf: 3 });
    const of = await series.match();
    const [coach = "", other = ""] = series.coaches;
    const say = (home_games: number, away_games: number) =>
      report(coach, { ...HOME_WINS, home_games, away_games }, of);
    await expect(report(coach, HOME_WINS, of)).rejects.toThrow(/best of 3/);
    for (const [won, lost] of [
      [1, 2],
      [3, 0],
      [2, 2],
      [0, 0],
    ] as const) {
      await expect(say(won, lost), `${won}-${lost}`).rejects.toThrow(/not won like that/);
    }
    await decide(other, await say(2, 1), true);
    const [row] = await db.sql("select home_games, away_games from matches where id = $1", [of]);
    expect(row).toEqual({ home_games: 2, away_games: 1 });
  });

  it("is a match whose battle runs, or is over and counted", async () => {
    const open = await report(home);
    const battle = await season.openBattle(match);
    await recordStarted(db, battle);
    await expect(report(home, AWAY_WINS)).rejects.toThrow(/comes by itself/);
    await expect(decide(away, open, true)).rejects.toThrow(/comes by itself/);
    await recordCompleted(db, battle);
    await expect(decide(away, open, true)).rejects.toThrow(/comes by itself/);
    await acts(db).correct(match, HOME_WINS);
    await expect(report(home, AWAY_WINS)).rejects.toMatchObject({ code: "PT409" });
  });
});
