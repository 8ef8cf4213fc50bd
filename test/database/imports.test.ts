import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acts } from "../harness/acts.ts";
import { claim, claimOne, complete, completeBatch, type Result, settle } from "../harness/claims.ts";
import type { TestDatabase } from "../harness/database.ts";
import { recordFailed } from "../harness/ladder-database.ts";
import { createUser, recordStarted, type Season } from "../harness/league.ts";
import {
  battleRow,
  endOutside,
  find,
  type Handed,
  handReplayIn,
  hashOf,
  link,
  matchRow,
  newRoom,
  outsideMatch,
  outsideSeason,
} from "../harness/outside.ts";

let db: TestDatabase;
let season: Season;
let match: string;
beforeEach(async () => {
  ({ db, season, match } = await outsideMatch());
});
afterEach(() => db.drop());

const coach = (team: number): string => season.coaches[team] ?? "";
const home: Result = { winner: "p1", endType: "win", p1: 3, p2: 0 };
const away: Result = { winner: "p2", endType: "win", p1: 0, p2: 2 };

/** Hands in a replay of the match that was checked. */
const handIn = (given: Handed = {}) => handReplayIn(db, match, given);
const wrong = [{ code: "WRONG_FORMAT", message: "It is a battle of gen9uu" }];
const imports = () => db.sql("select status, battle_id, reasons from replay_imports order by created_at");

describe("a replay that fits", () => {
  it("is the match's battle and counts", async () => {
    const { known, answer } = await handIn({ replay: "gen9ou-5", text: "a" });
    expect(known).toBe(false);
    expect(answer).toMatchObject({ status: "accepted", match_id: match, game: 1, reasons: [] });
    expect(await battleRow(db, answer.battle_id ?? "")).toMatchObject({
      status: "ended",
      origin: "showdown",
      showdown_room: "battle-gen9ou-5",
      winner_seat: "p1",
      p1_name: "Ash Ketchum",
      replay_path: `showdown-${hashOf("a").slice(0, 8)}.log`,
      content_hash: hashOf("a"),
    });
    const job = await claimOne(db);
    expect(job.message).toMatchObject({ battle_id: answer.battle_id });
    await complete(db, job, home);
    expect(await matchRow(db, match)).toMatchObject({ status: "completed", winner_team_id: season.teams[0] });
  });

  it("with home in p2 is won by whom it says", async () => {
    const { answer } = await handIn({ swapped: true, winner: "p2" });
    expect(await battleRow(db, answer.battle_id ?? "")).toMatchObject({
      seats_swapped: true,
      winner_seat: "p1",
      p1_name: "Ash Ketchum",
    });
  });

  it("handed in twice, by others, at once, by its id or as a file, is taken in once with the same answer", async () => {
    const replay = "gen9ou-9";
    const given: Handed[] = [
      { replay, text: "b" },
      { replay, text: "b", actor: coach(0) },
      // Its file, which nobody vouches for.
      { replay: null, text: "b", source: "upload", actor: coach(1) },
      // The same replay with another text.
      { replay, text: "b, edited" },
    ];
    const [first, ...others] = [await handIn(given[0]), ...(await Promise.all(given.slice(1).map(handIn)))];
    for (const other of others) expect(other).toEqual({ known: true, answer: first?.answer });
    expect(await db.sql("select from battles")).toHaveLength(1);
    expect(await db.sql("select from pgmq.q_battle_results")).toHaveLength(1);
  });

  it("handed in by ten at once makes one battle and one job", async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => handIn({ replay: "gen9ou-8", text: "c" })),
    );
    expect(new Set(answers.map(({ answer }) => answer.battle_id)).size).toBe(1);
    expect(answers.filter(({ known }) => !known)).toHaveLength(1);
    expect(await claim(db)).toHaveLength(1);
  });

  it("of a battle that was watched is that battle", async () => {
    const battle = await find(db, match, { room: "battle-gen9ou-7" });
    await endOutside(db, battle, { hash: hashOf("d") });
    expect((await handIn({ replay: "gen9ou-7", text: "d" })).answer).toMatchObject({
      status: "accepted",
      battle_id: battle,
    });
    expect((await handIn({ replay: null, text: "d" })).answer).toMatchObject({ battle_id: battle });
    expect(await claim(db)).toHaveLength(1);
  });

  it("ends a battle that is watched, whose watcher then reports what is known", async () => {
    const battle = await find(db, match, { room: "battle-gen9ou-7" });
    expect((await handIn({ replay: "gen9ou-7" })).answer.battle_id).toBe(battle);
    expect(await endOutside(db, battle)).toBe("seen");
    expect(await claim(db)).toHaveLength(1);
  });

  it("settles the dispute over a battle that was lost", async () => {
    const battle = await find(db, match, { room: "battle-gen9ou-7" });
    await recordFailed(db, battle);
    expect(await matchRow(db, match)).toMatchObject({ status: "disputed" });
    expect((await handIn({ replay: "gen9ou-7" })).answer).toMatchObject({
      status: "accepted",
      battle_id: battle,
    });
    await complete(db, await claimOne(db), home);
    expect(await matchRow(db, match)).toMatchObject({ status: "completed", dispute_reason: null });
  });

  it("settles the dispute over a battle of which nobody knew who was who", async () => {
    const { battleId } = await link(db, match, "battle-gen9ou-7");
    await endOutside(db, battleId, { winner: "p1", names: { p1: ["Jessie"], p2: ["James"] } });
    await handIn({ replay: "gen9ou-7", swapped: true, winner: "p1" });
    await complete(db, await claimOne(db), away);
    expect(await matchRow(db, match)).toMatchObject({ status: "completed", winner_team_id: season.teams[1] });
  });

  it("takes the place of a room of ours that nobody has begun to play in", async () => {
    const ours = await season.openBattle(match);
    await handIn();
    expect(await battleRow(db, ours)).toMatchObject({ status: "void" });
  });

  it("is put off while the game before it is being counted", async () => {
    await season.openBattle(match);
    const { battle } = await season.endedBattle();
    const [row] = await db.sql("select match_id from battles where id = $1", [battle]);
    await expect(handIn({ match: String(row?.match_id) })).rejects.toThrow("ask again in a moment");
    expect(await imports()).toEqual([]);
  });

  it("of another match is refused, and nothing of it is kept", async () => {
    await handIn({ replay: "gen9ou-6", text: "e" });
    const other = await season.match();
    await expect(handIn({ replay: "gen9ou-6", text: "e", match: other })).rejects.toThrow(
      `it was imported for another match (${match})`,
    );
    await find(db, other, { room: "battle-gen9ou-66" });
    const third = await season.match();
    await expect(handIn({ replay: "gen9ou-66", match: third })).rejects.toThrow(
      "it is a battle of another match",
    );
    expect(await imports()).toHaveLength(1);
  });

  it("of a match that is decided, or whose room goes on, waits for an admin", async () => {
    const ours = await season.openBattle(match);
    await recordStarted(db, ours);
    const { answer } = await handIn();
    expect(answer).toMatchObject({
      status: "disputed",
      battle_id: null,
      reasons: [{ code: "MATCH_NOT_OPEN", message: expect.stringContaining("another game of match") }],
    });
    await acts(db).correct(match, { winner: "home", end_type: "win", home_score: 1, away_score: 0 });
    expect((await handIn()).answer.reasons).toMatchObject([
      { message: expect.stringContaining("is completed") },
    ]);
  });

  it("whose result fails to be counted disputes its match", async () => {
    const { answer } = await handIn();
    await settle(db, await claimOne(db), { action: "dead", error: "no" });
    expect(await matchRow(db, match)).toMatchObject({ status: "disputed", room_id: answer.battle_id });
  });
});

describe("a replay that does not fit", () => {
  it("waits with its reasons, the same when it is handed in again, and its match stays as it was", async () => {
    const first = await handIn({ replay: "gen9ou-4", text: "f", reasons: wrong, actor: coach(0) });
    expect(first).toMatchObject({
      known: false,
      answer: { status: "disputed", battle_id: null, reasons: wrong },
    });
    const again = await handIn({ replay: "gen9ou-4", text: "f", reasons: wrong });
    expect(again).toEqual({ known: true, answer: first.answer });
    expect(await matchRow(db, match)).toMatchObject({ status: "scheduled" });
    expect(await db.sql("select from battles")).toEqual([]);
  });

  it("counts when it is handed in again and fits by then", async () => {
    const first = await handIn({ replay: "gen9ou-4", text: "f", reasons: wrong });
    const again = await handIn({ replay: "gen9ou-4", text: "f" });
    expect(again).toMatchObject({
      known: false,
      answer: { status: "accepted", import_id: first.answer.import_id },
    });
    expect(await imports()).toMatchObject([{ status: "accepted", reasons: [] }]);
  });

  it("may wait twenty times for one user", async () => {
    for (let time = 0; time < 20; time++) await handIn({ reasons: wrong, actor: coach(0) });
    await expect(handIn({ reasons: wrong, actor: coach(0) })).rejects.toThrow(
      "twenty of yours wait for an admin",
    );
    await handIn({ reasons: wrong, actor: coach(1) });
  });
});

describe("admins", () => {
  let admin: string;
  beforeEach(async () => {
    admin = await createUser(db);
    await db.sql("insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin')", [
      season.leagueId,
      admin,
    ]);
  });
  const accept = (id: string, more: Record<string, unknown> = {}) =>
    db.rpc("accept_import", { p_import_id: id, p_reason: "both say so", p_actor: admin, ...more });
  const refuse = (id: string, more: Record<string, unknown> = {}) =>
    db.rpc("refuse_import", { p_import_id: id, p_reason: "it is not theirs", p_actor: admin, ...more });
  const audited = () =>
    db.sql("select actor, action, subject, league_id from admin_actions where action like 'import.%'");

  it("see what waits in their league, others nothing", async () => {
    const { answer } = await handIn({ reasons: wrong });
    const list = async (actor: string | null) =>
      (await db.rpc("disputed_imports", { p_actor: actor }))[0]?.disputed_imports;
    expect(await list(admin)).toMatchObject([
      { import_id: answer.import_id, home: "p1", league_id: season.leagueId },
    ]);
    expect(await list(null)).toHaveLength(1);
    await expect(list(coach(0))).rejects.toThrow("you have not the role of admin");
    const other = await createUser(db);
    const league = await outsideLeague();
    await db.sql("insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin')", [
      league,
      other,
    ]);
    expect(await list(other)).toEqual([]);
    await expect(accept(answer.import_id, { p_actor: other })).rejects.toThrow(
      "it is for the league's admins",
    );
  });

  async function outsideLeague(): Promise<unknown> {
    const [row] = await db.sql("insert into leagues (slug, name) values ('other', 'Other') returning id");
    return row?.id;
  }

  it("accept one, and it counts, on record", async () => {
    const { answer } = await handIn({ reasons: wrong });
    await accept(answer.import_id);
    await complete(db, await claimOne(db), home);
    expect(await matchRow(db, match)).toMatchObject({ status: "completed" });
    expect(await audited()).toEqual([
      { actor: admin, action: "import.accepted", subject: match, league_id: season.leagueId },
    ]);
    await expect(accept(answer.import_id)).rejects.toThrow("it is accepted already");
    await expect(refuse(answer.import_id)).rejects.toThrow("it is accepted already");
  });

  it("say which seat is home's where the names do not tell", async () => {
    const { answer } = await handIn({ reasons: wrong, swapped: null, winner: "p1" });
    await expect(accept(answer.import_id)).rejects.toThrow("say which seat is home's");
    await expect(accept(answer.import_id, { p_home: "p3" })).rejects.toThrow("home is p1 or p2");
    await accept(answer.import_id, { p_home: "p2" });
    const [row] = await imports();
    expect(await battleRow(db, String(row?.battle_id))).toMatchObject({
      winner_seat: "p2",
      seats_swapped: true,
    });
  });

  it("cannot have one count for a match that is decided, until they reopen it", async () => {
    await handIn();
    await complete(db, await claimOne(db), home);
    const { answer } = await handIn();
    await expect(accept(answer.import_id)).rejects.toThrow("is completed");
    await acts(db).reopen(match, true);
    await accept(answer.import_id);
    await complete(db, await claimOne(db), away);
    expect(await matchRow(db, match)).toMatchObject({ winner_team_id: season.teams[1] });
  });

  it("refuse one, with the same answer for whoever hands it in again, and may think better of it", async () => {
    const { answer } = await handIn({ replay: "gen9ou-4", text: "f", reasons: wrong });
    await refuse(answer.import_id);
    await refuse(answer.import_id);
    expect(await audited()).toHaveLength(1);
    expect(await handIn({ replay: "gen9ou-4", text: "f" })).toMatchObject({
      known: true,
      answer: { status: "refused", reasons: wrong },
    });
    await accept(answer.import_id);
    expect(await imports()).toMatchObject([{ status: "accepted" }]);
  });

  it("give a reason; coaches decide nothing, and say for nobody else that they are admins", async () => {
    const { answer } = await handIn({ reasons: wrong });
    await expect(accept(answer.import_id, { p_reason: " " })).rejects.toThrow("the reason is missing");
    await expect(refuse(answer.import_id, { p_actor: coach(0) })).rejects.toThrow(
      "it is for the league's admins",
    );
    await expect(
      db.asUser(coach(0), "select accept_import($1, 'me', p_actor => $2)", [answer.import_id, admin]),
    ).rejects.toThrow("it is for the league's admins");
    await db.asUser(admin, "select accept_import($1, 'me')", [answer.import_id]);
    expect(await imports()).toMatchObject([{ status: "accepted" }]);
  });
});

describe("the match of a replay", () => {
  const terms = async (more: Record<string, unknown> = {}) => {
    const [row] = await db.rpc("import_terms", {
      p_actor: null,
      p_match_id: null,
      p_server_id: "main",
      p_room: null,
      p_p1: ["Gary Oak"],
      p_p2: ["Renamed", "ASH KETCHUM"],
      p_format: "gen9ou",
      p_at: "2026-11-22T12:00:00.000Z",
      ...more,
    });
    return row?.import_terms;
  };

  it("is found by the linked names, the format and the time", async () => {
    const later = await season.match(1, 0);
    await db.sql("update matches set scheduled_at = '2026-11-08T12:00Z' where id = $1", [match]);
    await db.sql("update matches set scheduled_at = '2026-11-22T11:00Z' where id = $1", [later]);
    expect(await terms()).toMatchObject({
      matchId: later,
      home: { names: ["garyoak"] },
      away: { names: ["ashketchum"] },
    });
    expect(await terms({ p_at: "2026-11-08T13:00:00.000Z" })).toMatchObject({ matchId: match });
    expect(await terms({ p_server_id: null, p_room: null })).toMatchObject({ matchId: later });
    expect(await terms({ p_format: "gen9oubo1" })).toMatchObject({ matchId: later });
  });

  it("is the one that its room is a battle of, whatever its players are called", async () => {
    await link(db, match, "battle-gen9ou-7");
    expect(await terms({ p_room: "battle-gen9ou-7", p_p1: ["a"], p_p2: ["b"] })).toMatchObject({
      matchId: match,
    });
  });

  it("is not found of strangers, or in another format", async () => {
    await expect(terms({ p_p1: ["Misty"] })).rejects.toThrow(
      "no match of Misty and Renamed in gen9ou is known",
    );
    await expect(terms({ p_format: "gen8ou" })).rejects.toThrow("no match of");
  });

  it("is told to its coaches and its league's admins alone", async () => {
    expect(await terms({ p_actor: coach(0) })).toMatchObject({ matchId: match });
    const stranger = await createUser(db);
    await expect(terms({ p_actor: stranger })).rejects.toThrow("is for its coaches and its league's admins");
    await expect(terms({ p_actor: stranger, p_match_id: match })).rejects.toThrow("is for its coaches");
  });

  it("tells whether a coach's file is trusted; an admin's is", async () => {
    await db.sql("update seasons set coach_uploads = false");
    expect(await terms({ p_actor: coach(0) })).toMatchObject({ trustsUploads: false });
    expect(await terms()).toMatchObject({ trustsUploads: true });
  });
});

it("games of a series are imported in any order, and one that is being counted does not keep others waiting", async () => {
  season = await outsideSeasonOfThree();
  match = await season.match();
  const series = "game-bestof3-gen9ou-50";
  await handIn({ game: 3, series, winner: "p2" });
  await handIn({ game: 1, series, winner: "p1" });
  const { answer } = await handIn({ game: 2, series, winner: "p2" });
  expect(answer).toMatchObject({ status: "accepted", game: 2 });
  const jobs = await claim(db);
  await completeBatch(
    db,
    jobs.map((job, index) => ({ job, result: index === 1 ? home : away })),
  );
  expect(await matchRow(db, match)).toMatchObject({
    status: "completed",
    winner_team_id: season.teams[1],
    home_games: 1,
    away_games: 2,
  });
  expect((await handIn({ game: 4, series })).answer.reasons).toMatchObject([{ code: "MATCH_NOT_OPEN" }]);
});

async function outsideSeasonOfThree(): Promise<Season> {
  await db.sql("delete from showdown_names");
  return outsideSeason(db, { bestOf: 3 });
}

it("a game that was taken back does not come back by its replay", async () => {
  await handIn({ replay: "gen9ou-4", text: "g" });
  await complete(db, await claimOne(db), home);
  await acts(db).reopen(match, false);
  await find(db, match, { room: newRoom() });
  // It is the same replay, and its answer is the same.
  expect((await handIn({ replay: "gen9ou-4", text: "g" })).known).toBe(true);
  expect(await matchRow(db, match)).toMatchObject({ status: "in_progress", home_games: 0 });
});
