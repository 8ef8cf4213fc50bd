import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AWAY_WINS, acts, enterResult, HOME_WINS } from "../harness/acts.ts";
import { freshDatabase, type Row, type TestDatabase } from "../harness/database.ts";
import { Season } from "../harness/league.ts";
import { createWebhook, forgetJobs, noticesOf, waitingJobs } from "../harness/notices.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

const notice = async (job: Row | undefined): Promise<Row> =>
  (await noticesOf(db, job?.message as Row))[0] ?? {};

describe("a reminder", () => {
  let season: Season;
  beforeEach(async () => {
    season = await Season.create(db, 2);
    await forgetJobs(db);
  });

  const tick = async () => (await db.sql("select private.send_reminders() as sent"))[0]?.sent;
  const reminders = () => waitingJobs(db, "match.reminder");
  /** Schedules a match so many minutes from now. */
  async function matchIn(minutes: number): Promise<string> {
    const match = await season.match();
    await move(match, minutes);
    return match;
  }
  const move = (match: string, minutes: number) =>
    db.sql("update matches set scheduled_at = now() + make_interval(mins => $2) where id = $1", [
      match,
      minutes,
    ]);

  it("is sent once before the match, by however many ticks", async () => {
    const match = await matchIn(59);
    await Promise.all([tick(), tick(), tick()]);
    await tick();
    const [job, ...others] = await reminders();
    expect(others).toEqual([]);
    expect(job?.subject).toMatch(new RegExp(`^${match}/`));
    expect(await notice(job)).toMatchObject({
      match: { id: match, round: 1 },
      home: { name: "Team 1", coach: expect.any(String) },
      away: { name: "Team 2" },
      captured: true,
    });
  });

  it("comes no earlier than the lead, and is caught up with until the match begins", async () => {
    await matchIn(61);
    const begun = await matchIn(-1);
    const missed = await matchIn(1);
    await tick();
    const about = (await reminders()).map(({ message }) => (message as Row).match_id);
    expect(about).toEqual([missed]);
    expect(about).not.toContain(begun);
  });

  it("comes when each webhook wants it", async () => {
    const early = await createWebhook(db, season.leagueId, { lead_minutes: 120 });
    const late = await createWebhook(db, season.leagueId, { lead_minutes: 30 });
    await createWebhook(db, season.leagueId, { kinds: ["match.completed"], lead_minutes: 200 });
    const match = await matchIn(100);
    await tick();
    const [first, ...none] = await reminders();
    expect(none).toEqual([]);
    expect(await notice(first)).toMatchObject({ webhooks: [{ id: early }] });
    await forgetJobs(db);
    await db.sql("update matches set scheduled_at = now() + interval '20 minutes' where id = $1", [match]);
    await tick();
    const leads = await Promise.all((await reminders()).map(notice));
    expect(leads.flatMap(({ webhooks }) => (webhooks as Row[]).map(({ id }) => id)).sort()).toEqual(
      [early, late].sort(),
    );
  });

  it("comes again for a match that was moved, and the old one is not told any more", async () => {
    const match = await matchIn(10);
    await tick();
    const [old] = await reminders();
    await move(match, 40);
    await tick();
    const [, anew, ...others] = await reminders();
    expect(others).toEqual([]);
    expect(await notice(old)).toEqual({ skip: "the match was moved, is played or is called off" });
    expect(await notice(anew)).toMatchObject({ match: { id: match } });
  });

  it("is none of a match that is played, called off or has begun", async () => {
    const match = await matchIn(10);
    await tick();
    const [job] = await reminders();
    await acts(db).cancel(match);
    expect(await notice(job)).toMatchObject({ skip: expect.any(String) });
    const late = await matchIn(10);
    await tick();
    const [, lateJob] = await reminders();
    const [row] = await db.sql(
      "update matches set scheduled_at = now() - interval '1 s' where id = $1 returning scheduled_at",
      [late],
    );
    const message = { ...(lateJob?.message as Row), scheduled_at: row?.scheduled_at };
    expect(await noticesOf(db, message)).toEqual([{ skip: expect.any(String) }]);
  });
});

describe("a standings digest", () => {
  let season: Season;
  beforeEach(async () => {
    season = await Season.create(db, 4);
    await forgetJobs(db);
  });

  const digests = async () =>
    (await waitingJobs(db, "standings.digest")).filter(({ subject }) =>
      String(subject).startsWith(season.id),
    );
  /** As the consumer does after it has announced a result. */
  const told = (...matches: string[]) =>
    db.rpc("request_digests", { p_matches: JSON.stringify(matches.map((match_id) => ({ match_id }))) });
  async function round(number: number, home: number, away: number): Promise<string> {
    const match = await season.match(home, away);
    await db.sql("update matches set round = $2 where id = $1", [match, number]);
    return match;
  }
  const play = async (match: string, result = HOME_WINS) => {
    await acts(db).correct(match, result);
    await told(match);
  };

  it("is made when the last match of a round has its result, once", async () => {
    const [first, second] = [await round(1, 0, 1), await round(1, 2, 3)];
    await play(first);
    expect(await digests()).toEqual([]);
    await play(second, AWAY_WINS);
    const [job, ...others] = await digests();
    expect(others).toEqual([]);
    expect(job?.subject).toBe(`${season.id}/round-1`);
    expect(await notice(job)).toMatchObject({
      season: "Season",
      league: "League",
      round: 1,
      later: 0,
      open: 0,
      table: [{ rank: 1, team: "Team 1", wins: 1, losses: 0, ties: 0 }, {}, {}, {}],
      captured: true,
    });
  });

  it("is made of two last matches that end at the same time", async () => {
    const matches = [await round(1, 0, 1), await round(1, 2, 3)];
    await Promise.all(matches.map((match) => acts(db).correct(match, HOME_WINS)));
    // Both results are told after they are committed.
    await Promise.all(matches.map((match) => told(match)));
    // One message, however many jobs: it is edited where something has changed, and nothing has.
    expect(new Set((await digests()).map(({ subject }) => subject)).size).toBe(1);
  });

  it("is edited when a result of its round is corrected, not when the next round begins", async () => {
    const first = await enterResult(season, 0, 1, HOME_WINS);
    await told(first);
    await notice((await digests())[0]);
    await forgetJobs(db);
    const next = await round(2, 0, 2);
    await round(2, 1, 3);
    await play(next);
    expect(await digests()).toEqual([]);
    await play(first, AWAY_WINS);
    const [edit] = await digests();
    expect(edit?.subject).toBe(`${season.id}/round-1`);
    expect(await notice(edit)).toMatchObject({ round: 1, later: 1, open: 0 });
    await acts(db).reopen(first, true);
    expect(await notice(edit)).toMatchObject({ round: 1, open: 1 });
  });

  it("is edited when a match that was disputed is called off", async () => {
    const [first, second] = [await round(1, 0, 1), await round(1, 2, 3)];
    await play(first);
    await play(second);
    await notice((await digests())[0]);
    await acts(db).dispute(second);
    await told(second);
    expect(await notice((await digests())[0])).toMatchObject({ open: 1 });
    await forgetJobs(db);
    await acts(db).cancel(second);
    for (const { message } of await waitingJobs(db, "match.completed")) {
      await told(String((message as Row).match_id));
    }
    expect(await notice((await digests())[0])).toMatchObject({ round: 1, open: 0 });
  });

  it("of an earlier round that is completed late is an edit of the latest", async () => {
    const [early, late] = [await round(1, 0, 1), await round(2, 2, 3)];
    await play(late);
    await notice((await digests())[0]);
    await forgetJobs(db);
    await play(early);
    expect((await digests()).map(({ subject }) => subject)).toEqual([`${season.id}/round-2`]);
  });

  it("is also made when the last match of a round is called off", async () => {
    const [first, second] = [await round(1, 0, 1), await round(1, 2, 3)];
    await play(first);
    await acts(db).cancel(second);
    const [job] = await digests();
    expect(await notice(job)).toMatchObject({ round: 1 });
    const [other] = [await round(2, 0, 1), await round(2, 2, 3)];
    await forgetJobs(db);
    await acts(db).cancel(other);
    expect(await notice((await digests())[0])).toEqual({ skip: "the round is not complete" });
  });
});
