import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser, Season } from "../harness/league.ts";

let db: TestDatabase;
let season: Season;
let admin: string;
let viewer: string;

beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

beforeEach(async () => {
  season = await Season.create(db, 4);
  [admin, viewer] = [await createUser(db), await createUser(db)];
  await db.sql(
    "insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin'), ($1, $3, 'viewer')",
    [season.leagueId, admin, viewer],
  );
});

const game = (round: unknown, home: number, away: number, at: unknown = null) => ({
  round,
  home: season.teams[home],
  away: season.teams[away],
  at,
});

async function schedule(matches: unknown, replace = false, user = admin): Promise<unknown> {
  const [row] = await db.asUser(user, "select schedule_matches($1, $2, $3, 'r-1') as answer", [
    season.id,
    JSON.stringify(matches),
    replace,
  ]);
  return row?.answer;
}

const matchesNow = () =>
  db.sql(
    "select round, home_team_id as home, away_team_id as away, scheduled_at as at from matches where season_id = $1 order by round, scheduled_at",
    [season.id],
  );

describe("a schedule", () => {
  it("is made as a whole, on record", async () => {
    const at = "2026-12-06T18:00:00+00:00";
    expect(await schedule([game(1, 0, 1, at), game(1, 2, 3), game(2, 1, 2)])).toEqual({
      made: 3,
      removed: 0,
    });
    expect((await matchesNow())[0]).toMatchObject({ round: 1, home: season.teams[0], at: new Date(at) });
    const lines = await db.sql("select actor, action, details from admin_actions where subject = $1", [
      season.id,
    ]);
    expect(lines).toEqual([{ actor: admin, action: "schedule.made", details: { matches: 3, removed: 0 } }]);
  });

  it("that is sent twice is there once", async () => {
    await schedule([game(1, 0, 1)]);
    await expect(schedule([game(1, 0, 1)])).rejects.toMatchObject({
      code: "PT409",
      message: "Cannot make the schedule: there is one of 1 matches",
    });
    expect(await matchesNow()).toHaveLength(1);
  });

  it("takes the place of one of which nothing has been played, and of no other", async () => {
    await schedule([game(1, 0, 1), game(1, 2, 3)]);
    expect(await schedule([game(1, 0, 2)], true)).toEqual({ made: 1, removed: 2 });
    const [match] = await db.sql("select id from matches where season_id = $1 order by round, scheduled_at", [
      season.id,
    ]);
    await season.openBattle(String(match?.id));
    await expect(schedule([game(1, 0, 1)], true)).rejects.toMatchObject({
      code: "PT409",
      message: "Cannot make the schedule: 1 of its matches have begun",
    });
    expect(await matchesNow()).toHaveLength(1);
  });

  it("does not lose a match that is opened at the same moment", async () => {
    const match = await season.match();
    const opening = await db.open("select open_match_battle($1, 'b-1', gen_random_uuid())", [match]);
    const replacing = schedule([game(1, 0, 2)], true);
    await db.blocked();
    await opening.commit();
    await expect(replacing).rejects.toMatchObject({ code: "PT409" });
    expect(await db.sql("select status from matches where id = $1", [match])).toEqual([
      { status: "in_progress" },
    ]);
  });

  it("with a match that cannot be is refused, naming it, and nothing is written", async () => {
    const other = await Season.create(db);
    const wrong: [unknown[], RegExp][] = [
      [[game(1, 0, 1), game(0, 2, 3)], /match 2 must have a round/],
      [[game(1, 0, 0)], /two different teams/],
      [[game("1; drop", 0, 1)], /match 1/],
      [[{ ...game(1, 0, 1), away: other.teams[0] }], /of the season/],
      [[{ ...game(1, 0, 1), away: "x" }], /of the season/],
      [[7], /match 1/],
      [[game(1, 0, 1), game(1, 2, 0)], /Team 1 plays twice in round 1/],
      [[game(1, 0, 1, "soon")], /'soon' is no time/],
      [[game(1, 0, 1, "infinity")], /no time to play at/],
      [[], /1 to 2000/],
      [Array.from({ length: 2001 }, () => game(1, 0, 1)), /1 to 2000/],
    ];
    for (const [matches, message] of wrong) {
      await expect(schedule(matches)).rejects.toMatchObject({
        code: "PT400",
        message: expect.stringMatching(message),
      });
    }
    expect(await matchesNow()).toEqual([]);
  });

  it("is for the league's admins", async () => {
    await expect(schedule([game(1, 0, 1)], false, viewer)).rejects.toMatchObject({ code: "PT403" });
  });
});

describe("a match", () => {
  const move = (match: string, at: string | null, user = admin) =>
    db.asUser(user, "select scheduled_at as at from reschedule_match($1, $2)", [match, at]);

  it("is moved to another time, or to none, before it is over", async () => {
    const match = await season.match();
    const at = "2027-01-03T20:00:00Z";
    expect(await move(match, at)).toEqual([{ at: new Date(at) }]);
    expect(await move(match, null)).toEqual([{ at: null }]);
    await expect(move(match, at, viewer)).rejects.toMatchObject({ code: "PT403" });
    await expect(move(match, "infinity")).rejects.toMatchObject({ code: "PT400" });
    await season.playGame(match);
    await expect(move(match, at)).rejects.toMatchObject({ code: "PT409" });
  });
});
