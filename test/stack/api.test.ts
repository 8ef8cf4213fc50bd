import { randomUUID } from "node:crypto";
import { Validator } from "@seriousme/openapi-schema-validator";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answered, Kanto, type User } from "../harness/kanto.ts";
import type { Description } from "../harness/openapi.ts";
import type { TestStack } from "../harness/stack.ts";

const TEAM = `Great Tusk @ Leftovers
Ability: Protosynthesis
Tera Type: Steel
EVs: 252 HP
- Earthquake
- Rapid Spin

Gholdengo @ Leftovers
Ability: Good as Gold
Tera Type: Water
EVs: 252 HP
- Make It Rain
- Recover`;

let kanto: Kanto;
let stack: TestStack;
let database: pg.Client;
let description: Description;
let season: string;
let teams: readonly string[];
let ann: User;
let bob: User;
let admin: User;

beforeAll(async () => {
  kanto = await Kanto.start();
  ({ stack, database, description, season, teams, ann, bob, admin } = kanto);
});
afterAll(() => kanto?.end());

const ask: Kanto["ask"] = (...question) => kanto.ask(...question);
const schedule: Kanto["schedule"] = (more) => kanto.schedule(more);
const scheduled: Kanto["scheduled"] = (more) => kanto.scheduled(more);

describe("the description", () => {
  test("is valid OpenAPI 3.1, and may be kept as long as it holds", async () => {
    expect(await new Validator().validate(description.document)).toMatchObject({ valid: true });
    expect(description.document.openapi).toBe("3.1.0");
    const first = await fetch(`${kanto.api}/openapi.json`);
    const etag = first.headers.get("etag") ?? "";
    await first.body?.cancel();
    expect((await fetch(`${kanto.api}/openapi.json`, { headers: { "if-none-match": etag } })).status).toBe(
      304,
    );
  });
});

describe("a league's site", () => {
  test("reads seasons and teams, page by page", async () => {
    const { body } = await ask("GET", "/v1/seasons", { query: { league: "kanto" } });
    expect(body).toMatchObject({ seasons: [{ season: "Season 1", format: "gen9ou" }], next: null });
    expect((await ask("GET", "/v1/seasons", { query: { league: "johto" } })).status).toBe(404);
    const list = await ask("GET", "/v1/seasons/{season_id}/teams", { params: { season_id: season } });
    expect(list.body.teams).toMatchObject([
      { team: "Cinnabar Sun", roster: [] },
      { coach_id: ann.id, roster: ["Gholdengo", "great tusk"] },
    ]);
    expect(
      (await ask("GET", "/v1/seasons/{season_id}/teams", { params: { season_id: randomUUID() } })).status,
    ).toBe(404);
    expect((await ask("GET", "/v1/seasons/{season_id}/teams", { params: { season_id: "one" } })).status).toBe(
      404,
    );
  });

  test("schedules matches as its admin, once for each id, and nobody else may", async () => {
    const id = randomUUID();
    const first = await ask("POST", "/v1/matches", { as: admin, body: scheduled({ id }) });
    expect(first).toMatchObject({
      status: 200,
      body: { match_id: id, status: "scheduled", scheduled_at: null },
    });
    expect((await ask("POST", "/v1/matches", { as: "service", body: scheduled({ id }) })).body).toEqual(
      first.body,
    );
    const { rows } = await database.query("select actor, action from admin_actions where subject = $1", [id]);
    expect(rows).toEqual([{ actor: admin.id, action: "match.scheduled" }]);
    expect(
      (
        await ask("POST", "/v1/matches", {
          as: admin,
          body: scheduled({ id, away_team_id: teams[0], home_team_id: teams[1] }),
        })
      ).status,
    ).toBe(409);
    expect((await ask("POST", "/v1/matches", { as: ann, body: scheduled() })).status).toBe(403);
    expect((await ask("POST", "/v1/matches", { body: scheduled() })).status).toBe(401);
    expect(
      (await ask("POST", "/v1/matches", { as: admin, body: scheduled({ away_team_id: teams[0] }) })).status,
    ).toBe(400);
    expect(
      (await ask("POST", "/v1/matches", { as: admin, body: scheduled({ away_team_id: randomUUID() }) }))
        .status,
    ).toBe(400);
    expect(
      (await ask("POST", "/v1/matches", { as: admin, body: scheduled({ season_id: randomUUID() }) })).status,
    ).toBe(404);
    const malformed = await ask("POST", "/v1/matches", { as: admin, body: scheduled({ round: 0, more: 1 }) });
    expect(malformed.body.error.fields.map(({ path }: { path: string }) => path).sort()).toEqual([
      "more",
      "round",
    ]);
  });

  test("lists matches by what it asks for, page by page", async () => {
    const rounds = [8, 9, 10, 11, 12];
    for (const round of rounds) await schedule({ round, scheduled_at: `2026-12-0${round - 7}T18:00:00Z` });
    const query = { season_id: season, from: "2026-12-01T00:00:00Z" };
    const seen: number[] = [];
    let after: string | null = null;
    do {
      const { body }: Answered = await ask("GET", "/v1/matches", {
        query: { ...query, limit: "2", ...(after === null ? {} : { after }) },
      });
      seen.push(...body.matches.map((match: { round: number }) => match.round));
      after = body.next;
    } while (after !== null);
    expect(seen).toEqual(rounds);
    const some = async (more: Record<string, string>) =>
      (await ask("GET", "/v1/matches", { query: { ...query, ...more } })).body.matches.length;
    expect(await some({ round: "9" })).toBe(1);
    expect(await some({ status: "completed" })).toBe(0);
    expect(await some({ team_id: teams[0] ?? "" })).toBe(5);
    expect(await some({ team_id: randomUUID() })).toBe(0);
    expect(await some({ until: "2026-12-02T00:00:00Z" })).toBe(1);
    for (const wrong of [
      { after: "x" },
      { after: "1/2" },
      { limit: "0" },
      { limit: "1000" },
      { status: "won" },
      { sort: "asc" },
    ]) {
      expect((await ask("GET", "/v1/matches", { query: { ...query, ...wrong } })).status).toBe(400);
    }
  });

  test("decides about matches as its admin, on record, and the table follows", async () => {
    const id = await schedule();
    const change = (body: object, as: User | "service" = admin) =>
      ask("PATCH", "/v1/matches/{match_id}", { params: { match_id: id }, as, body });
    const reason = "agreed";
    const moved = await change({
      action: "reschedule",
      round: 2,
      scheduled_at: "2026-12-24T18:00:00Z",
      reason,
    });
    expect(moved.body).toMatchObject({ round: 2, scheduled_at: "2026-12-24T18:00:00+00:00" });
    const result = { winner: "home", end_type: "win", home_score: 3, away_score: 0 };
    expect((await change({ action: "correct", result, reason }, ann)).status).toBe(403);
    expect((await change({ action: "correct", result, reason })).body).toMatchObject({
      status: "completed",
      home_score: 3,
    });
    const etag = (await table()).headers.get("etag") ?? "";
    expect((await table()).body.rows[0]).toMatchObject({
      rank: 1,
      team_id: teams[0],
      wins: 1,
      differential: 3,
    });
    expect((await table({ "if-none-match": etag })).status).toBe(304);
    expect((await change({ action: "reschedule", round: 3, reason })).status).toBe(409);
    expect((await change({ action: "dispute", reason })).body).toMatchObject({
      status: "disputed",
      dispute_reason: reason,
    });
    expect((await table({ "if-none-match": etag })).body.rows[0].wins).toBe(0);
    expect((await change({ action: "reopen", reason })).body).toMatchObject({ status: "scheduled" });
    expect((await change({ action: "forfeit", by: "both", reason }, "service")).body).toMatchObject({
      winner_team_id: null,
      end_type: "forfeit",
    });
    expect((await change({ action: "cancel", reason })).body).toMatchObject({ status: "cancelled" });
    expect((await change({ action: "delete", reason })).status).toBe(400);
    expect((await change({ action: "cancel" })).status).toBe(400);
    const { rows } = await database.query(
      "select action, actor from admin_actions where subject = $1 order by id",
      [id],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      "match.scheduled",
      "match.rescheduled",
      "match.corrected",
      "match.disputed",
      "match.reopened",
      "match.forfeited",
      "match.cancelled",
    ]);
    expect((await ask("GET", "/v1/matches/{match_id}", { params: { match_id: id } })).body.status).toBe(
      "cancelled",
    );
    expect((await ask("GET", "/v1/matches/{match_id}", { params: { match_id: randomUUID() } })).status).toBe(
      404,
    );
  });

  const table = (headers: Record<string, string> = {}) =>
    ask("GET", "/v1/seasons/{season_id}/standings", { params: { season_id: season }, headers });

  test("opens the room of a match for its coaches", async () => {
    const id = await schedule();
    const opened = await ask("POST", "/v1/rooms", { as: ann, body: { match_id: id } });
    expect(opened.body).toMatchObject({ seat: "p1", format: "gen9ou", ticket: expect.any(String) });
    expect((await ask("POST", "/v1/rooms", { as: admin, body: { match_id: id } })).status).toBe(403);
    expect(
      (await ask("POST", "/v1/rooms", { as: "service", body: { match_id: id } })).body.ticket,
    ).toBeNull();
    const battle = await ask("GET", "/v1/battles/{battle_id}", {
      params: { battle_id: opened.body.battle_id },
    });
    expect(battle.body).toMatchObject({ status: "waiting", match_id: id, log: null });
    expect((await ask("GET", "/v1/battles/{battle_id}", { params: { battle_id: "none" } })).status).toBe(404);
  });

  test("has a team judged by the simulator and by the roster of who plays it", async () => {
    const judge = (body: object, as: User | "service" | undefined = ann) =>
      ask("POST", "/v1/teams/validate", { body, ...(as && { as }) });
    const legal = await judge({ team: TEAM, team_id: teams[0] });
    expect(legal.body).toMatchObject({
      legal: true,
      roster_checked: true,
      problems: [],
      species: ["Great Tusk", "Gholdengo"],
      team: expect.stringContaining("|"),
    });
    expect((await judge({ team: TEAM, team_id: teams[1] })).body).toMatchObject({
      legal: true,
      roster_checked: false,
    });
    await database.query("insert into rosters (team_id, species) values ($1, 'Pikachu')", [teams[1]]);
    const strange = await judge({ team: TEAM, team_id: teams[1] }, "service");
    expect(strange.body).toMatchObject({ legal: false, team: null });
    expect(strange.body.problems).toEqual([
      { kind: "roster", message: "Great Tusk is not on the roster" },
      { kind: "roster", message: "Gholdengo is not on the roster" },
    ]);
    const both = await judge({ team: TEAM.replaceAll("Great Tusk", "Mewtwo"), team_id: teams[0] });
    expect(new Set(both.body.problems.map(({ kind }: { kind: string }) => kind))).toEqual(
      new Set(["format", "roster"]),
    );
    expect((await judge({ team: TEAM, format: "gen9ou" })).body).toMatchObject({
      legal: true,
      roster_checked: false,
    });
    expect((await judge({ team: TEAM, format: "gen9nothing" })).body).toMatchObject({ legal: false });
    expect((await judge({ team: "|".repeat(20_000), format: "gen9ou" })).body).toMatchObject({
      legal: false,
    });
    expect((await judge({ team: TEAM, team_id: randomUUID() })).status).toBe(404);
    expect((await judge({ team: "x".repeat(30_000), format: "gen9ou" })).status).toBe(400);
    expect((await judge({ team: TEAM })).status).toBe(400);
    expect((await ask("POST", "/v1/teams/validate", { body: { team: TEAM, format: "gen9ou" } })).status).toBe(
      401,
    );
    const unsigned = await fetch(`${stack.urls.rooms}/parties/teams/gen9ou`, { method: "POST", body: "{}" });
    expect(unsigned.status).toBe(401);
  });

  test("shows who played what, the latest first, with the replays", async () => {
    for (let number = 0; number < 5; number++) {
      await database.query(
        `insert into battles (id, format, status, p1_user, p2_user, p1_name, p2_name, winner_seat, end_type, turns, replay_path,
           input_log_path, ended_at, correlation_id, created_at)
         values ($1, 'gen9ou', 'ended', $2, $3, 'Ann', 'Bob', 'p1', 'win', 9, $4, 'i.txt', now(), $5,
           '2026-11-01'::timestamptz + $6 * interval '1 day')`,
        number % 2 === 0
          ? [`b-${number}`, ann.id, bob.id, `b-${number}.log`, randomUUID(), number]
          : [`b-${number}`, bob.id, ann.id, `b-${number}.log`, randomUUID(), number],
      );
    }
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const query = { limit: "2", ...(after === null ? {} : { after }) };
      const { body }: Answered = await ask("GET", "/v1/users/{user_id}/replays", {
        params: { user_id: ann.id },
        query,
      });
      seen.push(
        ...body.battles.map((one: { battle_id: string; seat: string }) => `${one.battle_id} ${one.seat}`),
      );
      after = body.next;
    } while (after !== null);
    expect(seen).toEqual(["b-4 p1", "b-3 p2", "b-2 p1", "b-1 p2", "b-0 p1"]);
    const { body } = await ask("GET", "/v1/users/{user_id}/battles", {
      params: { user_id: bob.id },
      query: { rated: "false", format: "gen9ou" },
    });
    expect(body.battles[0]).toMatchObject({
      battle_id: "b-4",
      seat: "p2",
      winner: "p1",
      p1: { name: "Ann" },
    });
    expect(body.battles[0].log).toBe(`${stack.urls.api}/storage/v1/object/public/replays/b-4.log`);
    expect(
      (
        await ask("GET", "/v1/users/{user_id}/battles", {
          params: { user_id: bob.id },
          query: { rated: "true" },
        })
      ).body.battles,
    ).toEqual([]);
    expect(
      (await ask("GET", "/v1/users/{user_id}/battles", { params: { user_id: randomUUID() } })).status,
    ).toBe(404);
  });

  test("finds users and reads the ladder", async () => {
    expect((await ask("GET", "/v1/users", { query: { name: "BOB" } })).body).toEqual({
      user_id: bob.id,
      name: "Bob",
    });
    expect((await ask("GET", "/v1/users", { query: { name: "Nobody" } })).status).toBe(404);
    await database.query(
      "insert into ratings (user_id, format, elo, wins) values ($1, 'gen9ou', 1100, 1), ($2, 'gen9ou', 1050, 1)",
      [ann.id, bob.id],
    );
    const first = await ask("GET", "/v1/leaderboards/{format}", {
      params: { format: "gen9ou" },
      query: { limit: "1" },
    });
    expect(first.body).toMatchObject({ rows: [{ rank: 1, user_id: ann.id }], next: 1 });
    const second = await ask("GET", "/v1/leaderboards/{format}", {
      params: { format: "gen9ou" },
      query: { limit: "1", after: "1" },
    });
    expect(second.body).toMatchObject({ rows: [{ rank: 2, user_id: bob.id }], next: null });
  });

  test("gives a user, and nobody else, a code that links their Discord account", async () => {
    const path = "/v1/discord/code";
    expect((await ask("POST", path, { as: ann })).body.code).toMatch(/^([0-9A-F]{4}-){2}[0-9A-F]{4}$/);
    expect((await ask("POST", path, { as: "service" })).status).toBe(403);
    expect((await ask("POST", path)).status).toBe(401);
  });

  test("is told what is wrong with what no database takes", async () => {
    const id = await schedule();
    const wrong = [
      { action: "cancel", reason: "\u0000" },
      { action: "cancel", reason: "half a letter: \ud800" },
      { action: "reschedule", scheduled_at: "0000-01-01T00:00:00Z", reason: "early" },
    ];
    for (const body of wrong) {
      const change = await ask("PATCH", "/v1/matches/{match_id}", {
        params: { match_id: id },
        as: admin,
        body,
      });
      expect(change.status, JSON.stringify(body)).toBe(400);
    }
    expect((await ask("GET", "/v1/users", { query: { name: "\u0000" } })).status).toBe(400);
    const query = { season_id: season, from: "2026-12-01T00:00:00+23:00" };
    expect((await ask("GET", "/v1/matches", { query })).status).toBe(200);
    const after = "0000-01-01T00:00:00Z/b-1";
    expect(
      (await ask("GET", "/v1/users/{user_id}/battles", { params: { user_id: ann.id }, query: { after } }))
        .status,
    ).toBe(400);
  });

  test("is told of a path that is not there, and of a method that a path has not", async () => {
    expect((await fetch(`${kanto.api}/v1/nothing`)).status).toBe(404);
    expect((await ask("GET", "/v1/matches/{match_id}", { params: { match_id: "%" } })).status).toBe(404);
    const wrong = await fetch(`${kanto.api}/v1/seasons`, { method: "DELETE" });
    expect([wrong.status, await wrong.json()]).toMatchObject([
      405,
      { error: { code: "METHOD_NOT_ALLOWED" } },
    ]);
    const preflight = await fetch(`${kanto.api}/v1/matches`, { method: "OPTIONS" });
    expect(preflight.headers.get("access-control-allow-methods")).toContain("PATCH");
  });
});

test("every operation that is described has been asked", () => {
  expect(description.unchecked).toEqual([]);
});
