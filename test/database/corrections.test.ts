import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AWAY_WINS, acts, enterResult, HOME_WINS, seasonTable, TIE } from "../harness/acts.ts";
import { claimOne, complete, settle } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser, recordCompleted, recordStarted, Season } from "../harness/league.ts";
import { createWebhook, ledger } from "../harness/notices.ts";

let db: TestDatabase;
let season: Season;
beforeAll(async () => {
  db = await freshDatabase();
});
beforeEach(async () => {
  season = await Season.create(db, 2);
});
afterAll(() => db.drop());

const decide = () => acts(db);
const matchRow = async (id: string) => (await db.sql("select * from matches where id = $1", [id]))[0];
const winners = async () => (await seasonTable(season)).map(({ team, wins }) => `${team} ${wins}`);
const audit = (subject: string) =>
  db.sql("select actor, action, request_id, details from admin_actions where subject = $1 order by id", [
    subject,
  ]);
/** The jobs that announce a match. */
const told = (match: string) =>
  db.sql(
    "select request_id from jobs where kind = 'match.completed' and triggered_by = 'admin' and subject = $1",
    [match],
  );
/** The views that the cache is told to forget. */
const forgotten = async () =>
  (
    await db.sql(
      "select subject from jobs where kind = 'cache.invalidate' and state = 'queued' order by subject",
    )
  ).map(({ subject }) => subject);

describe("correcting a match", () => {
  it("moves standings to the other winner, and tells everybody again", async () => {
    const match = await season.match();
    await season.playGame(match);
    expect(await winners()).toEqual(["Team 1 1", "Team 2 0"]);
    const before = await matchRow(match);
    await decide().correct(match, AWAY_WINS);
    expect(await winners()).toEqual(["Team 2 1", "Team 1 0"]);
    expect(await matchRow(match)).toMatchObject({
      status: "completed",
      winner_team_id: season.teams[1],
      differential: -2,
      home_games: 0,
      away_games: 1,
      played_at: before?.played_at,
      completed_at: before?.completed_at,
      replay_path: before?.replay_path,
    });
    expect(await told(match)).toEqual([{ request_id: "request-2" }]);
    expect(await forgotten()).toEqual(
      expect.arrayContaining(["battles", `matches:${season.id}`, `standings:${season.id}`]),
    );
  });

  it("is on record with who did it, why, and what it was before", async () => {
    const match = await enterResult(season, 0, 1, TIE);
    await decide().correct(match, HOME_WINS);
    expect(await audit(match)).toMatchObject([
      { action: "match.corrected", details: { before: { status: "scheduled" }, after: { end_type: "tie" } } },
      {
        actor: "service",
        action: "match.corrected",
        request_id: "request-2",
        details: {
          reason: "people said so",
          before: { end_type: "tie" },
          after: { status: "completed", winner_team_id: season.teams[0] },
        },
      },
    ]);
  });

  it("of a series says how many games were won, where that changes", async () => {
    const three = await Season.create(db, 2, { bestOf: 3 });
    const match = await three.match();
    await three.playGame(match);
    await three.playGame(match);
    await decide().correct(match, { ...AWAY_WINS, home_games: 1, away_games: 2 });
    expect(await matchRow(match)).toMatchObject({
      home_games: 1,
      away_games: 2,
      winner_team_id: three.teams[1],
    });
    await decide().correct(match, { ...AWAY_WINS, away_score: 4 });
    expect(await matchRow(match)).toMatchObject({ home_games: 1, away_games: 2, differential: -4 });
  });

  it("to the same result again changes nothing", async () => {
    const match = await enterResult(season, 0, 1, HOME_WINS);
    const table = await seasonTable(season);
    await decide().correct(match, HOME_WINS);
    expect(await seasonTable(season)).toEqual(table);
  });

  it("resolves a dispute, and a battle that ends later changes nothing", async () => {
    const match = await season.match();
    const battle = await season.openBattle(match);
    await recordStarted(db, battle);
    await decide().correct(match, HOME_WINS);
    await recordCompleted(db, battle);
    expect(await complete(db, await claimOne(db), { winner: "p2", endType: "win", p1: 0, p2: 6 })).toBe(
      "completed",
    );
    expect(await matchRow(match)).toMatchObject({ status: "completed", winner_team_id: season.teams[0] });
    expect(await winners()).toEqual(["Team 1 1", "Team 2 0"]);
  });

  it.each([
    [{ winner: "home", end_type: "tie", home_score: 1, away_score: 1 }],
    [{ winner: null, end_type: "win", home_score: 1, away_score: 0 }],
    [{ winner: "home", end_type: "void", home_score: 1, away_score: 0 }],
    [{ winner: "nobody", end_type: "win", home_score: 1, away_score: 0 }],
    [{ winner: "home", end_type: "win" }],
    [{}],
  ])("to %j, which is no result, is refused", async (result) => {
    const match = await season.match();
    await expect(
      db.rpc("correct_match", { p_match_id: match, p_result: JSON.stringify(result), p_reason: "x" }),
    ).rejects.toMatchObject({ code: "PT400", message: expect.stringContaining("is no result") });
  });

  it("is for people where they disputed what a dead letter had, also when that is mended", async () => {
    const { match } = await season.endedBattle();
    await settle(db, await claimOne(db), { action: "dead", error: "no replay" });
    await decide().dispute(match);
    await db.sql(
      "select pgmq.send('battle_results', message - 'dead_letter') from pgmq.q_battle_results_dlq",
    );
    expect(await complete(db, await claimOne(db))).toBe("completed");
    expect(await matchRow(match)).toMatchObject({ status: "disputed", dispute_reason: "people said so" });
    expect(await winners()).toEqual(["Team 1 0", "Team 2 0"]);
  });

  it("wants a reason, and a match that there is", async () => {
    const match = await season.match();
    const given = { p_result: JSON.stringify(HOME_WINS) };
    await expect(
      db.rpc("correct_match", { ...given, p_match_id: match, p_reason: " " }),
    ).rejects.toMatchObject({
      code: "PT400",
    });
    await expect(
      db.rpc("correct_match", { ...given, p_match_id: season.id, p_reason: "x" }),
    ).rejects.toMatchObject({ code: "PT404" });
  });
});

describe("a decided match", () => {
  it.each([
    ["disputed", () => decide().dispute],
    ["cancelled", () => decide().cancel],
  ])("that is %s moves standings back, and is announced once more", async (status, act) => {
    const match = await enterResult(season, 0, 1, HOME_WINS);
    await act()(match);
    expect(await matchRow(match)).toMatchObject({ status, winner_team_id: null, completed_at: null });
    expect(await winners()).toEqual(["Team 1 0", "Team 2 0"]);
    expect(await told(match)).toHaveLength(2);
  });

  it.each<[string, (match: string) => Promise<unknown>]>([
    ["cancelled", (match) => decide().cancel(match)],
    ["reopened", (match) => decide().reopen(match, true)],
    ["disputed once more", (match) => decide().dispute(match)],
  ])("that is disputed and then %s is announced again: its message says what holds", async (_, act) => {
    const match = await enterResult(season, 0, 1, HOME_WINS);
    await decide().dispute(match);
    await act(match);
    expect(await told(match)).toHaveLength(3);
    await decide().reopen(match, true);
    expect(await told(match)).toHaveLength(4);
  });

  it("that was never announced is not posted when it is called off", async () => {
    const match = await season.match();
    const webhook = await createWebhook(db, season.leagueId);
    await decide().dispute(match);
    await decide().cancel(match);
    // Told of no result, a notification edits alone.
    expect(await ledger(db).begin(webhook, match, { ifPosted: true })).toMatchObject({ action: "nothing" });
  });

  it("that is reopened has its last game played again, and counts what that comes to", async () => {
    const match = await season.match();
    const first = await season.playGame(match);
    await decide().reopen(match, false);
    expect(await winners()).toEqual(["Team 1 0", "Team 2 0"]);
    expect(await matchRow(match)).toMatchObject({ status: "in_progress", room_id: first, home_games: 0 });
    const second = await season.playGame(match, { winner: "p2", endType: "win", p1: 0, p2: 1 });
    expect(second).not.toBe(first);
    expect(await winners()).toEqual(["Team 2 1", "Team 1 0"]);
    expect(
      await db.sql("select id, game, status from battles where match_id = $1 order by created_at", [match]),
    ).toEqual([
      { id: first, game: 1, status: "void" },
      { id: second, game: 1, status: "completed" },
    ]);
  });

  it("keeps the other games of its series when it is reopened, and none when it begins anew", async () => {
    const three = await Season.create(db, 2, { bestOf: 3 });
    const match = await three.match();
    await three.playGame(match);
    await three.playGame(match);
    await decide().reopen(match, false);
    expect(await matchRow(match)).toMatchObject({ status: "in_progress", home_games: 1 });
    await three.playGame(match);
    expect(await matchRow(match)).toMatchObject({ status: "completed", home_games: 2 });
    await decide().reopen(match, true);
    expect(await matchRow(match)).toMatchObject({ status: "scheduled", room_id: null, home_games: 0 });
  });

  it("that is deleted takes its result with it", async () => {
    const match = await enterResult(season, 0, 1, HOME_WINS);
    await db.sql("delete from matches where id = $1", [match]);
    expect(await winners()).toEqual(["Team 1 0", "Team 2 0"]);
    expect(await db.sql("select from head_to_head where season_id = $1", [season.id])).toHaveLength(0);
  });

  it("whose season is deleted stands in nobody's way", async () => {
    await enterResult(season, 0, 1, HOME_WINS);
    await db.sql("delete from seasons where id = $1", [season.id]);
    expect(await db.sql("select from standings where season_id = $1", [season.id])).toHaveLength(0);
  });
});

const battleRow = async (id: string) =>
  (await db.sql("select status, counts, dispute_reason from battles where id = $1", [id]))[0];

describe("the battle of a match", () => {
  const endings: [string, (match: string) => Promise<unknown>][] = [
    ["cancelled", (match) => decide().cancel(match)],
    ["forfeited", (match) => decide().forfeit(match, "away")],
    ["corrected", (match) => decide().correct(match, HOME_WINS)],
    ["reopened anew", (match) => decide().reopen(match, true)],
  ];

  it.each(endings)("that waits is void when it is %s, and its room is told so", async (_, act) => {
    const match = await season.match();
    const battle = await season.openBattle(match);
    await act(match);
    expect(await battleRow(battle)).toMatchObject({ status: "void", dispute_reason: "people said so" });
    expect(await forgotten()).toContain("battles");
    await expect(recordStarted(db, battle)).rejects.toMatchObject({
      code: "PT410",
      message: `Cannot go on with battle '${battle}': it is void (people said so)`,
    });
  });

  it.each(endings)(
    "that goes on when it is %s is played to its end and counts for nobody",
    async (_, act) => {
      const match = await season.match();
      const battle = await season.openBattle(match);
      await recordStarted(db, battle);
      await act(match);
      const [before, table] = [await matchRow(match), await seasonTable(season)];
      expect(await battleRow(battle)).toMatchObject({ status: "live", counts: false });
      await recordCompleted(db, battle);
      expect(await complete(db, await claimOne(db), { winner: "p2", endType: "win", p1: 0, p2: 6 })).toBe(
        "completed",
      );
      expect(await battleRow(battle)).toMatchObject({ status: "completed" });
      expect(await matchRow(match)).toEqual(before);
      expect(await seasonTable(season)).toEqual(table);
      expect(await db.sql("select from private.counted_games where match_id = $1", [match])).toHaveLength(0);
    },
  );

  it("that counts for nobody and fails in its room is for nobody to decide", async () => {
    const match = await season.match();
    const battle = await season.openBattle(match);
    await recordStarted(db, battle);
    await decide().cancel(match);
    await db.rpc("record_battle_failed", {
      p_event_id: `${battle}:failed`,
      p_battle_id: battle,
      p_occurred_at: "2026-11-22T12:00:00.000Z",
      p_reason: "its storage is damaged",
    });
    expect(await battleRow(battle)).toMatchObject({ status: "void" });
    expect(await matchRow(match)).toMatchObject({ status: "cancelled" });
  });

  it("that goes on counts again when the match is put back", async () => {
    const match = await season.match();
    const battle = await season.openBattle(match);
    await recordStarted(db, battle);
    await decide().cancel(match);
    await decide().reopen(match, false);
    expect(await battleRow(battle)).toMatchObject({ status: "live", counts: true });
    await recordCompleted(db, battle);
    await complete(db, await claimOne(db));
    expect(await matchRow(match)).toMatchObject({ status: "completed", winner_team_id: season.teams[0] });
  });

  it("that waited when the match was called off is opened anew when it is put back", async () => {
    const match = await season.match();
    const battle = await season.openBattle(match);
    await decide().cancel(match);
    await decide().reopen(match, false);
    expect(await season.playGame(match)).not.toBe(battle);
    expect(await winners()).toEqual(["Team 1 1", "Team 2 0"]);
  });

  it("goes on as it did when the match is disputed", async () => {
    const match = await season.match();
    const battle = await season.openBattle(match);
    await decide().dispute(match);
    expect(await battleRow(battle)).toMatchObject({ status: "waiting", counts: true });
  });
});

describe("an act of a league", () => {
  const correctAs = (user: string, match: string) =>
    db.asUser(user, "select status from correct_match($1, $2, 'seen on the stream')", [
      match,
      JSON.stringify(HOME_WINS),
    ]);

  it("is for its admins: nobody else may, not even its coaches and viewers", async () => {
    const match = await season.match();
    const [viewer, admin, elsewhere] = [await createUser(db), await createUser(db), await createUser(db)];
    const other = await Season.create(db, 2);
    await db.sql(
      "insert into league_roles (league_id, user_id, role) values ($1, $2, 'viewer'), ($1, $3, 'admin'), ($4, $5, 'admin')",
      [season.leagueId, viewer, admin, other.leagueId, elsewhere],
    );
    for (const user of [season.coaches[0] ?? "", viewer, elsewhere]) {
      await expect(correctAs(user, match)).rejects.toMatchObject({ code: "PT403" });
    }
    expect(await correctAs(admin, match)).toEqual([{ status: "completed" }]);
    expect(await audit(match)).toMatchObject([{ actor: admin, details: { reason: "seen on the stream" } }]);
    await expect(db.as("anon", "select correct_match($1, '{}', 'x')", [match])).rejects.toMatchObject({
      code: "42501",
    });
  });

  it("changes its rules, by name, and a rule that there is not is refused", async () => {
    await expect(decide().rules(season.id, { points_draw: 1 })).rejects.toMatchObject({
      code: "PT400",
      message: "Cannot change the rules: there is none named 'points_draw'",
    });
    await expect(decide().rules(season.id, { tie_breaks: ["luck"] })).rejects.toMatchObject({
      code: "PT400",
      message:
        'Cannot change the rules: tie_breaks must be a list of head_to_head, differential, wins and strength, four at most, not ["luck"]',
    });
    await expect(decide().rules(season.id, { points_win: 1e9 })).rejects.toMatchObject({
      code: "PT400",
      message: "Cannot change the rules: points_win must be a number from -1000 to 1000, not 1000000000",
    });
    await decide().rules(season.id, { points_win: 2 });
    expect(await audit(season.id)).toMatchObject([
      { action: "season.rules", details: { changes: { points_win: 2 } } },
    ]);
  });

  it("puts right what was written into standings by hand", async () => {
    await enterResult(season, 0, 1, HOME_WINS);
    await db.sql("update standings set wins = 9 where team_id = $1", [season.teams[1]]);
    await db.sql("update head_to_head set points = 9 where team_id = $1", [season.teams[0]]);
    expect(await decide().recalculate(season.id)).toBe(2);
    expect(await decide().recalculate(season.id)).toBe(0);
    expect(await winners()).toEqual(["Team 1 1", "Team 2 0"]);
  });
});
