import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AWAY_WINS, acts } from "../harness/acts.ts";
import { freshDatabase, type Row, type TestDatabase } from "../harness/database.ts";
import { Season } from "../harness/league.ts";
import { forgetJobs, noticesOf, waitingJobs } from "../harness/notices.ts";

let db: TestDatabase;
let season: Season;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  season = await Season.create(db, 4);
  await forgetJobs(db);
});

const jobs = async (scope: string) =>
  (await waitingJobs(db, "record.broken")).filter(({ subject }) => String(subject).startsWith(scope));
const notice = async (job: Row | undefined): Promise<Row> =>
  (await noticesOf(db, job?.message as Row))[0] ?? {};
const refresh = (stat: string) => db.rpc("refresh_stat", { p_stat: stat, p_season_id: season.id });

/** The marks of greatest wins that stand. */
const marks = () =>
  db.sql(
    "select value from record_marks where scope_id = $1 and record = 'biggest_win' and withdrawn_at is null",
    [season.id],
  );

/** A match of a round that home wins by so many; gives its id. */
async function win(round: number, home: number, away: number, by: number): Promise<string> {
  const match = await season.match(home, away);
  await db.sql("update matches set round = $2 where id = $1", [match, round]);
  await correct(match, by);
  return match;
}
async function correct(match: string, by: number): Promise<void> {
  await acts(db).correct(match, { winner: "home", end_type: "win", home_score: by, away_score: 0 });
  await refresh("honour_roll");
}

describe("a record of a season", () => {
  it("is told when it is broken, with what it was before", async () => {
    await win(1, 0, 1, 2);
    expect(await jobs(season.id)).toEqual([]);
    const match = await win(2, 2, 3, 5);
    const [job, ...others] = await jobs(season.id);
    expect(others).toEqual([]);
    expect(job?.subject).toBe(`${season.id}/${match}`);
    expect(await notice(job)).toMatchObject({
      season: "Season",
      league: "League",
      match: { round: 2, home: "Team 3", away: "Team 4" },
      records: [{ record: "biggest_win", holder: "Team 3", value: 5, previous: 2, stands: true }],
      captured: true,
    });
  });

  it("is not told when it is only equalled, nor again when statistics are made anew", async () => {
    await win(1, 0, 1, 3);
    await win(2, 2, 3, 3);
    await db.rpc("rebuild_stat", { p_stat: "honour_roll", p_season_id: season.id });
    expect(await jobs(season.id)).toEqual([]);
  });

  it("that a correction takes away is edited, and the one before stands again", async () => {
    await win(1, 0, 1, 2);
    const match = await win(2, 2, 3, 5);
    await forgetJobs(db);
    await correct(match, 1);
    const [job, ...others] = await jobs(season.id);
    expect(others).toEqual([]);
    expect(await notice(job)).toMatchObject({
      records: [{ record: "biggest_win", value: 5, stands: false }],
    });
    await forgetJobs(db);
    await win(3, 1, 2, 3);
    expect(await notice((await jobs(season.id))[0])).toMatchObject({ records: [{ value: 3, previous: 2 }] });
  });

  it("that is put right and then is so after all stands again, in the same words", async () => {
    await win(1, 0, 1, 2);
    const match = await win(2, 2, 3, 5);
    await correct(match, 1);
    await forgetJobs(db);
    await correct(match, 5);
    expect(await notice((await jobs(season.id))[0])).toMatchObject({
      records: [{ record: "biggest_win", value: 5, previous: 2, stands: true }],
    });
    expect(await marks()).toHaveLength(2);
  });

  it("that nobody holds any more is withdrawn, also where its team has no other", async () => {
    const first = await win(1, 0, 1, 2);
    const match = await win(2, 2, 3, 5);
    await forgetJobs(db);
    await acts(db).cancel(match);
    await refresh("honour_roll");
    expect(await notice((await jobs(season.id))[0])).toMatchObject({
      records: [{ record: "biggest_win", value: 5, stands: false }],
    });
    expect((await marks()).map(({ value }) => Number(value))).toContain(2);
    await acts(db).cancel(first);
    await refresh("honour_roll");
    expect(await marks()).toEqual([]);
  });

  it("of a winning streak is told when it changes hands, not each time that it grows", async () => {
    await win(1, 0, 1, 1);
    await win(2, 2, 3, 1);
    await win(3, 2, 3, 1);
    const [taken] = await jobs(season.id);
    expect(await notice(taken)).toMatchObject({
      records: [{ record: "win_streak", holder: "Team 3", value: 2 }],
    });
    await forgetJobs(db);
    await win(4, 2, 3, 1);
    expect(await jobs(season.id)).toEqual([]);
  });
});

describe("the hall of fame", () => {
  const teams = async () =>
    (await db.sql("select display_name from profiles where id = $1", [season.coaches[0]]))[0];

  it("tells of a season's champion when its last match is played", async () => {
    const last = await season.match(0, 2);
    await win(1, 0, 1, 2);
    await refresh("hall_of_fame");
    expect(await jobs(season.id)).toEqual([]);
    await correct(last, 2);
    await refresh("hall_of_fame");
    const titles = (await jobs(season.id)).filter(({ subject }) => subject === `${season.id}/title`);
    expect(titles).toHaveLength(1);
    expect(await notice(titles[0])).toMatchObject({
      season: "Season",
      match: null,
      records: [{ record: "title", holder: (await teams())?.display_name, stands: true }],
    });
  });

  it("takes a season's champion back when its last match is open again", async () => {
    const last = await win(1, 0, 1, 2);
    await refresh("hall_of_fame");
    await forgetJobs(db);
    const title = async () => (await jobs(season.id)).find(({ subject }) => subject === `${season.id}/title`);
    await acts(db).reopen(last, true);
    await refresh("hall_of_fame");
    expect(await notice(await title())).toMatchObject({ records: [{ record: "title", stands: false }] });
    await forgetJobs(db);
    await correct(last, 3);
    await refresh("hall_of_fame");
    expect(await notice(await title())).toMatchObject({
      records: [{ record: "title", holder: (await teams())?.display_name, stands: true }],
    });
    await acts(db).correct(last, AWAY_WINS);
    await refresh("hall_of_fame");
    const { records } = await notice(await title());
    expect((records as Row[]).map(({ stands }) => stands)).toEqual([false, true]);
  });

  it("tells who leads it from its league's first title on", async () => {
    const insert = async (category: string, coach: number, value: number, of: string | null = null) => {
      await db.sql(
        "insert into hall_of_fame (league_id, category, user_id, season_id, value) values ($1, $2, $3, $4, $5)",
        [season.leagueId, category, season.coaches[coach], of, value],
      );
      await db.sql("select private.follow_hall($1, null)", [season.leagueId]);
    };
    await insert("wins", 0, 3);
    await insert("wins", 1, 4);
    expect(await jobs(season.leagueId)).toEqual([]);
    await insert("title", 1, 1, season.id);
    await insert("wins", 2, 5);
    const [job, ...others] = await jobs(season.leagueId);
    expect(others).toEqual([]);
    expect(await notice(job)).toMatchObject({
      season: null,
      league: "League",
      records: [{ record: "wins", value: 5, previous: 4 }],
    });
  });

  it("keeps marks of nobody's: a topic without news is none", async () => {
    const message = { kind: "record.broken", scope_id: season.id, topic: randomUUID() };
    expect(await noticesOf(db, message)).toEqual([{ error: expect.any(String) }]);
  });
});
