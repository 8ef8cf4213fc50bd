import { randomUUID } from "node:crypto";
import { Validator } from "@seriousme/openapi-schema-validator";
import { createClient } from "@supabase/supabase-js";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import WebSocket from "ws";
import { type Asker, DiscordSide, drawSnowflake } from "../harness/discord-user.ts";
import { Description } from "../harness/openapi.ts";
import { startTestStack, type TestStack } from "../harness/stack.ts";

const GUILD = "222222222222222222";
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

let stack: TestStack;
let database: pg.Client;
let description: Description;
let season: string;
let teams: string[];
let ann: User;
let bob: User;
let admin: User;

interface User {
  id: string;
  token: string;
}

beforeAll(async () => {
  stack = await startTestStack();
  database = new pg.Client({ connectionString: stack.urls.database });
  await database.connect();
  [ann, bob, admin] = [await signUp("Ann *the* |Great|"), await signUp("Bob"), await signUp("Admin")];
  const league = await insert(
    "insert into leagues (slug, name) values ('kanto', 'Kanto @everyone') returning id",
    [],
  );
  season = await insert(
    "insert into seasons (league_id, name, format) values ($1, 'Season 1', 'gen9ou') returning id",
    [league],
  );
  teams = [];
  for (const [name, coach] of [
    ["Viridian **Rush**", ann.id],
    ["Cinnabar Sun", bob.id],
  ]) {
    teams.push(
      await insert("insert into teams (season_id, coach_id, name) values ($1, $2, $3) returning id", [
        season,
        coach,
        name,
      ]),
    );
  }
  await database.query(
    "insert into rosters (team_id, species) values ($1, 'great tusk'), ($1, 'Gholdengo')",
    [teams[0]],
  );
  await database.query("insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin')", [
    league,
    admin.id,
  ]);
  await database.query("select set_discord_guild($1, $2)", [league, GUILD]);
  const answer = await fetch(`${api()}/openapi.json`);
  description = new Description((await answer.json()) as Record<string, unknown>);
});
afterAll(async () => {
  await database?.end();
  await stack?.end();
});

async function insert(query: string, values: unknown[]): Promise<string> {
  return (await database.query(query, values)).rows[0].id;
}

async function signUp(name: string): Promise<User> {
  const client = createClient(stack.urls.api, stack.keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket as never },
  });
  const { data } = await client.auth.signInAnonymously({ options: { data: { display_name: name } } });
  return { id: data.user?.id ?? "", token: data.session?.access_token ?? "" };
}

const api = () => `${stack.urls.functions}/api`;

interface Answered {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each test reads the answer that it has just checked
  body: any;
  headers: Headers;
}

/** Asks an operation and holds the answer against its description. */
async function ask(
  method: string,
  path: string,
  {
    params = {},
    query = {},
    body,
    as,
    headers = {},
  }: {
    params?: Record<string, string>;
    query?: Record<string, string>;
    body?: unknown;
    as?: User | "service";
    headers?: Record<string, string>;
  } = {},
): Promise<Answered> {
  const url = new URL(
    `${api()}${path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ""))}`,
  );
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const who =
    as === "service"
      ? { apikey: stack.keys.secret }
      : as
        ? { apikey: stack.keys.publishable, authorization: `Bearer ${as.token}` }
        : {};
  const response = await fetch(url, {
    method,
    headers: { ...who, "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const read: unknown = text === "" ? null : JSON.parse(text);
  description.check(method, path, response.status, read);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  return { status: response.status, body: read, headers: response.headers };
}

const scheduled = (more: object = {}) => ({
  season_id: season,
  round: 1,
  home_team_id: teams[0],
  away_team_id: teams[1],
  ...more,
});
const schedule = (more: object = {}) =>
  ask("POST", "/v1/matches", { as: admin, body: scheduled(more) }).then(
    ({ body }) => body.match_id as string,
  );

describe("the description", () => {
  test("is valid OpenAPI 3.1, and may be kept as long as it holds", async () => {
    expect(await new Validator().validate(description.document)).toMatchObject({ valid: true });
    expect(description.document.openapi).toBe("3.1.0");
    const first = await fetch(`${api()}/openapi.json`);
    const etag = first.headers.get("etag") ?? "";
    await first.body?.cancel();
    expect((await fetch(`${api()}/openapi.json`, { headers: { "if-none-match": etag } })).status).toBe(304);
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

  test("is told of a path that is not there, and of a method that a path has not", async () => {
    expect((await fetch(`${api()}/v1/nothing`)).status).toBe(404);
    expect((await ask("GET", "/v1/matches/{match_id}", { params: { match_id: "%" } })).status).toBe(404);
    const wrong = await fetch(`${api()}/v1/seasons`, { method: "DELETE" });
    expect([wrong.status, await wrong.json()]).toMatchObject([
      405,
      { error: { code: "METHOD_NOT_ALLOWED" } },
    ]);
    const preflight = await fetch(`${api()}/v1/matches`, { method: "OPTIONS" });
    expect(preflight.headers.get("access-control-allow-methods")).toContain("PATCH");
  });
});

describe("Discord", () => {
  let discord: DiscordSide;
  const accounts = new Map<User, string>();
  const as = (user: User): Asker => ({ account: accounts.get(user) ?? "", guild: GUILD });
  beforeAll(() => {
    const ask = (request: { body: string; headers: Record<string, string> }) =>
      fetch(`${stack.urls.functions}/discord-commands`, { method: "POST", ...request });
    discord = new DiscordSide(ask, stack.secrets.discord);
    for (const user of [ann, bob, admin]) accounts.set(user, drawSnowflake());
  });

  test("is believed only with its signature, and gets its pong", async () => {
    expect(await discord.send({ type: 1 })).toMatchObject({ status: 200, type: 1 });
    const forged = new DiscordSide((request) =>
      fetch(`${stack.urls.functions}/discord-commands`, { method: "POST", ...request }),
    );
    expect((await forged.send({ type: 1 })).status).toBe(401);
    expect((await discord.send({ type: 1 }, Date.now() - 600_000)).status).toBe(401);
  });

  test("links an account by a code that the signed-in user was given", async () => {
    expect((await discord.command(as(ann), "profile")).text).toContain("link your account first");
    expect((await ask("POST", "/v1/discord/code", { as: "service" })).status).toBe(403);
    for (const user of [ann, bob, admin]) {
      const { body } = await ask("POST", "/v1/discord/code", { as: user });
      const said = await discord.command(as(user), "link account", { code: body.code });
      expect(said).toMatchObject({ type: 4, data: { flags: 64 } });
      expect(said.text).toContain("Reminders and results mention you");
    }
    expect((await discord.command(as(bob), "link account", { code: "0000-0000-0000" })).text).toContain(
      "no such code",
    );
    expect((await discord.command(as(ann), "link pings", { on: false })).text).toContain(
      "do not mention you any more",
    );
  });

  test("shows the league of its guild, names as they are, and nobody is mentioned", async () => {
    const standings = await discord.command(as(ann), "standings");
    expect(standings.data.embeds?.[0]?.description).toContain("Viridian **Rush**");
    expect(standings.text).toContain("Kanto @everyone");
    const schedule = await discord.command(as(ann), "schedule", { season: "season 1", team: "cinnabar sun" });
    expect(schedule.text).toContain("Viridian \\\\*\\\\*Rush\\\\*\\\\*");
    expect((await discord.command(as(ann), "leaders")).data.embeds?.[0]?.title).toBe("Leaders");
    expect((await discord.command(as(ann), "leaders", { format: "[Gen 9] OU" })).text).toContain("1100");
    expect((await discord.command(as(ann), "profile")).data.embeds?.[0]?.title).toMatch(/^Ann/);
    expect((await discord.command(as(ann), "help")).text).toContain("/report");
    expect((await discord.command(as(ann), "standings", { season: "Season 99" })).text).toContain(
      "none named",
    );
    const elsewhere = await discord.command(
      { account: drawSnowflake(), guild: "333333333333333333" },
      "standings",
    );
    expect(elsewhere).toMatchObject({ data: { flags: 64 } });
    expect(elsewhere.text).toContain("belongs to no league");
    expect((await discord.command({ account: drawSnowflake(), guild: null }, "standings")).text).toContain(
      "Cannot answer here",
    );
  });

  test("completes seasons, teams, players and matches while they are typed", async () => {
    expect(await discord.choices(as(ann), "standings", "season", { season: "sea" })).toEqual([
      ["Season 1", season],
    ]);
    expect(await discord.choices(as(ann), "schedule", "team", { team: "SUN" })).toEqual([
      ["Cinnabar Sun", teams[1]],
    ]);
    expect(
      (await discord.choices(as(ann), "profile", "player", { player: "" })).map(([name]) => name),
    ).toContain("Bob");
    const matches = await discord.choices(as(ann), "report", "match", { match: "viridian" });
    expect(matches.length).toBeGreaterThan(3);
    expect(
      await discord.choices(as(ann), "report", "winner", { match: matches[0]?.[1], winner: "" }),
    ).toEqual([
      ["Viridian **Rush**", "home"],
      ["Cinnabar Sun", "away"],
      ["A tie", "tie"],
    ]);
    expect(await discord.choices(as(ann), "report", "winner", { match: "x", winner: "" })).toEqual([]);
  });

  test("lets coaches agree on a result, and no one of them enter it alone", async () => {
    const match = await schedule({ round: 20 });
    const said = await discord.command(as(ann), "report", { match, winner: "home", score: "3-0" });
    expect(said.data).toMatchObject({ allowed_mentions: { parse: [], users: [accounts.get(bob)] } });
    expect(said.data.flags).toBeUndefined();
    const [confirm = ""] = said.data.components?.[0]?.components.map(({ custom_id }) => custom_id) ?? [];
    const refused = await discord.press(as(ann), confirm);
    expect(refused).toMatchObject({ type: 4, data: { flags: 64 } });
    expect(refused.text).toContain("the other team's coach does");
    expect((await ask("GET", "/v1/matches/{match_id}", { params: { match_id: match } })).body.status).toBe(
      "scheduled",
    );
    const agreed = await discord.press(as(bob), confirm);
    expect(agreed).toMatchObject({ type: 7, data: { components: [] } });
    expect(agreed.text).toContain("confirmed by Bob");
    const { body } = await ask("GET", "/v1/matches/{match_id}", { params: { match_id: match } });
    expect(body).toMatchObject({ status: "completed", winner_team_id: teams[0], home_score: 3 });
    expect((await discord.press(as(bob), confirm)).text).toContain("confirmed by Bob");
    expect((await discord.press(as(bob), "report:x:confirm")).text).toContain("another time");
  });

  test("gives a code for a Showdown name where somebody watches, and links a match's battle there", async () => {
    await database.query("update showdown_servers set account = 'Plateau' where id = 'main'");
    const said = await discord.command(as(ann), "link showdown");
    expect(said.data).toMatchObject({
      flags: 64,
      content: expect.stringMatching(/\/pm Plateau, [A-Z0-9]{8}`/),
    });
    expect((await discord.command(as(ann), "link showdown", { server: "nowhere" })).text).toContain(
      "Cannot link a name",
    );
    expect(await discord.choices(as(ann), "link showdown", "server", { server: "ma" })).toEqual([
      ["main", "main"],
    ]);
    const match = await schedule({ round: 30 });
    const link = (user: User, room: string) => discord.command(as(user), "link battle", { match, room });
    expect((await link(ann, "https://example.com/chat")).text).toContain("name its address or its room");
    expect((await link(ann, "battle-gen9uu-77")).text).toContain("the season plays gen9ou");
    const linked = await link(ann, "https://play.pokemonshowdown.com/battle-gen9ou-77?x=1");
    expect(linked.text).toContain("battle-gen9ou-77");
    const { body } = await ask("GET", "/v1/matches/{match_id}", { params: { match_id: match } });
    expect(body).toMatchObject({ status: "in_progress", battle_id: expect.any(String) });
  });

  test("makes a match disputed whose result the other coach refuses", async () => {
    const match = await schedule({ round: 21 });
    const said = await discord.command(as(bob), "report", { match, winner: "Cinnabar Sun", score: "2-0" });
    expect(said.data.allowed_mentions).toEqual({ parse: [] });
    const refuse = said.data.components?.[0]?.components[1]?.custom_id ?? "";
    expect((await discord.press(as(ann), refuse)).text).toContain("admins decide");
    expect((await ask("GET", "/v1/matches/{match_id}", { params: { match_id: match } })).body.status).toBe(
      "disputed",
    );
    for (const [options, why] of [
      [{ match, winner: "home", score: "3-0" }, "is disputed"],
      [{ match, winner: "nobody", score: "3-0" }, "one of both teams"],
      [{ match, winner: "home", score: "many" }, "two numbers"],
      [{ match: "x", winner: "home", score: "3-0" }, "Cannot find the match"],
    ] as const) {
      const answer = await discord.command(as(ann), "report", options);
      expect(answer).toMatchObject({ data: { flags: 64 } });
      expect(answer.text).toContain(why);
    }
  });
});

test("every operation that is described has been asked", () => {
  expect(description.unchecked).toEqual([]);
});
