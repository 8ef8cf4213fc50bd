import { readFileSync } from "node:fs";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Ask, type Asker, DiscordSide, drawSnowflake } from "../harness/discord-user.ts";
import { serve } from "../harness/http.ts";
import { Kanto, type User } from "../harness/kanto.ts";
import { eventually, type TestStack } from "../harness/stack.ts";

let kanto: Kanto;
let stack: TestStack;
let database: pg.Client;
let season: string;
let teams: readonly string[];
let ann: User;
let bob: User;
let admin: User;
let discord: DiscordSide;
const accounts = new Map<User, string>();
const as = (user: User): Asker => ({ account: accounts.get(user) ?? "", guild: kanto.guild });
beforeAll(async () => {
  kanto = await Kanto.start();
  ({ stack, database, season, teams, ann, bob, admin } = kanto);
  discord = new DiscordSide(commands, stack.secrets.discord, kanto.discord);
  for (const user of [ann, bob, admin]) accounts.set(user, drawSnowflake());
});
afterAll(() => kanto?.end());

const commands: Ask = (request) =>
  fetch(`${stack.urls.functions}/discord-commands`, { method: "POST", ...request });
const ask: Kanto["ask"] = (...question) => kanto.ask(...question);
const schedule: Kanto["schedule"] = (more) => kanto.schedule(more);

/** What fits while Ann types. On a busy machine nothing may be known in time, and who types on asks again. */
const typed = (name: string, focused: string, options: Record<string, unknown>): Promise<string[][]> =>
  eventually(async () => {
    const choices = await discord.choices(as(ann), name, focused, options);
    expect(choices).not.toEqual([]);
    return choices;
  });

test("is believed only with its signature, and gets its pong", async () => {
  expect(await discord.send({ type: 1 })).toMatchObject({ status: 200, type: 1 });
  const forged = new DiscordSide(commands);
  expect((await forged.send({ type: 1 })).status).toBe(401);
  expect((await discord.send({ type: 1 }, Date.now() - 600_000)).status).toBe(401);
});

test("links an account by a code that the signed-in user was given", async () => {
  expect((await discord.command(as(ann), "profile")).text).toContain("link your account first");
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
  await database.query("insert into ratings (user_id, format, elo, wins) values ($1, 'gen9ou', 1100, 1)", [
    ann.id,
  ]);
  for (const round of [1, 2, 3, 4]) await schedule({ round });
  const standings = await discord.command(as(ann), "standings");
  expect(standings.data.embeds?.[0]?.description).toContain("Viridian **Rush**");
  expect(standings.text).toContain("Kanto @everyone");
  const shown = await discord.command(as(ann), "schedule", { season: "season 1", team: "cinnabar sun" });
  expect(shown.text).toContain("Viridian \\\\*\\\\*Rush\\\\*\\\\*");
  expect((await discord.command(as(ann), "leaders")).data.embeds?.[0]?.title).toBe("Leaders");
  expect((await discord.command(as(ann), "leaders", { format: "[Gen 9] OU" })).text).toContain("1100");
  expect((await discord.command(as(ann), "profile")).data.embeds?.[0]?.title).toMatch(/^Ann/);
  expect((await discord.command(as(ann), "help")).text).toContain("/report");
  expect((await discord.command(as(ann), "standings", { season: "Season 99" })).text).toContain("none named");
  const elsewhere = await discord.command(
    { account: drawSnowflake(), guild: "333333333333333333" },
    "standings",
  );
  expect(elsewhere.text).toContain("belongs to no league");
  expect((await discord.command({ account: drawSnowflake(), guild: null }, "standings")).text).toContain(
    "Cannot answer here",
  );
});

test("completes seasons, teams, players and matches while they are typed", async () => {
  expect(await typed("standings", "season", { season: "sea" })).toEqual([["Season 1", season]]);
  expect(await typed("schedule", "team", { team: "SUN" })).toEqual([["Cinnabar Sun", teams[1]]]);
  expect((await typed("profile", "player", { player: "" })).map(([name]) => name)).toContain("Bob");
  const matches = await typed("report", "match", { match: "viridian" });
  expect(matches.length).toBeGreaterThan(3);
  expect(await typed("report", "winner", { match: matches[0]?.[1], winner: "" })).toEqual([
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
  expect(await typed("link showdown", "server", { server: "ma" })).toEqual([["main", "main"]]);
  const match = await schedule({ round: 30 });
  const link = (user: User, room: string) => discord.command(as(user), "link battle", { match, room });
  expect((await link(ann, "https://example.com/chat")).text).toContain("name its address or its room");
  expect((await link(ann, "battle-gen9uu-77")).text).toContain("the season plays gen9ou");
  const linked = await link(ann, "https://play.pokemonshowdown.com/battle-gen9ou-77?x=1");
  expect(linked.text).toContain("battle-gen9ou-77");
  const { body } = await ask("GET", "/v1/matches/{match_id}", { params: { match_id: match } });
  expect(body).toMatchObject({ status: "in_progress", battle_id: expect.any(String) });
});

test("takes in a replay of a match, later than Discord waits, and says what became of it", async () => {
  // Bob gives up against Ann, in a random battle.
  const log = readFileSync(`${import.meta.dirname}/../fixtures/replays/forfeit.log`, "utf8");
  const host = await serve(async (request) => {
    const id = new URL(request.url).pathname.slice(1).replace(".json", "");
    if (!id.startsWith("gen9randombattle-")) return new Response("", { status: 404 });
    return Response.json({ id, log: id.endsWith("2") ? log.replaceAll("Bob", "Robert") : log });
  });
  try {
    await database.query(
      "insert into showdown_servers (id, socket_url, replay_url) values ('own', 'ws://127.0.0.1:9', $1)",
      [host.url],
    );
    for (const [{ id }, name] of [
      [ann, "Ann"],
      [bob, "Bob"],
    ] as const) {
      await database.query("select link_showdown_name($1, 'own', $2)", [id, name]);
    }
    const { rows } = await database.query(
      `insert into seasons (league_id, name, format, showdown_server)
      select league_id, 'Season 2', 'gen9randombattle', 'own' from seasons where id = $1 returning id`,
      [season],
    );
    const [home, away] = await Promise.all(
      [ann, bob].map(async ({ id }, place) => {
        const { rows: made } = await database.query(
          "insert into teams (season_id, coach_id, name) values ($1, $2, $3) returning id",
          [rows[0].id, id, `T${place}`],
        );
        return made[0].id;
      }),
    );
    const made = await database.query(
      "insert into matches (season_id, round, home_team_id, away_team_id) values ($1, 1, $2, $3) returning id",
      [rows[0].id, home, away],
    );
    const match = String(made.rows[0].id);
    const replay = (user: User, options: Record<string, unknown>) =>
      discord.command(as(user), "replay", options);
    expect((await replay(ann, { url: "http://169.254.169.254/gen9ou-1" })).text).toContain(
      "replays are taken from",
    );
    expect((await replay(ann, { url: `${host.url}/gen9ou-1` })).text).toContain("has no replay 'gen9ou-1'");
    const waiting = await replay(ann, { url: `${host.url}/gen9randombattle-2`, match });
    expect(waiting.text).toContain("waits for an admin of the league");
    expect(waiting.text).toContain("Robert: no linked name");
    const said = await replay(bob, { url: `${host.url}/gen9randombattle-1` });
    expect(said.text).toContain("its result counts");
    await eventually(async () => {
      const { body } = await ask("GET", "/v1/matches/{match_id}", { params: { match_id: match } });
      expect(body).toMatchObject({ status: "completed", winner_team_id: home, end_type: "forfeit" });
    });
    expect((await replay(ann, { url: `${host.url}/gen9randombattle-1` })).text).toContain(
      "It was handed in before",
    );
  } finally {
    await host.stop();
  }
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
    expect(answer.text).toContain(why);
  }
});
