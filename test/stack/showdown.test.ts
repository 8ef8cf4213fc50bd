import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import { ImportAnswer } from "../../functions/_shared/schema/imports.ts";
import { Adoption, LinkAnswer, Watches } from "../../functions/_shared/schema/showdown.ts";
import { type Answer, post, postSigned } from "../harness/backend.ts";
import { run } from "../harness/command.ts";
import { eventually, startTestStack, type TestStack } from "../harness/stack.ts";

const fixture = (name: string) =>
  readFileSync(`${import.meta.dirname}/../fixtures/replays/${name}.log`, "utf8");
/** Bob gives up against Ann, in a random battle. */
const FORFEIT = fixture("forfeit");

interface Coach {
  user: string;
  token: string;
  client: SupabaseClient;
}

let stack: TestStack;
let database: pg.Client;
let host: Server;
/** What the replay host has, by path. */
const published = new Map<string, string>();
let replays: string;
let ann: Coach;
let bob: Coach;
let season: string;
let league: string;
const teams: string[] = [];

const clientOf = (key: string) =>
  createClient(stack.urls.api, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket as never },
  });

async function coach(name: string): Promise<Coach> {
  const client = clientOf(stack.keys.publishable);
  const { data } = await client.auth.signInAnonymously({ options: { data: { display_name: name } } });
  return { user: data.user?.id ?? "", token: data.session?.access_token ?? "", client };
}

async function sql(query: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  return (await database.query(query, values)).rows;
}
async function idOf(query: string, values: unknown[] = []): Promise<string> {
  return String((await sql(`${query} returning id`, values))[0]?.id);
}
const newMatch = (home = 0, away = 1) =>
  idOf("insert into matches (season_id, round, home_team_id, away_team_id) values ($1, 1, $2, $3)", [
    season,
    teams[home],
    teams[away],
  ]);

const watcher = (message: object): Promise<Answer> =>
  postSigned(
    `${stack.urls.functions}/showdown-watch`,
    { v: 1, server: "local", ...message },
    stack.secrets.webhook,
  );
const tell = (event: object): Promise<Answer> =>
  postSigned(`${stack.urls.functions}/battle-events`, event, stack.secrets.webhook);
const importAs = ({ token }: Coach, body: object): Promise<Answer> =>
  post(`${stack.urls.functions}/import-replay`, JSON.stringify(body), {
    authorization: `Bearer ${token}`,
    apikey: stack.keys.publishable,
  });
const importAsService = (body: object): Promise<Answer> =>
  post(`${stack.urls.functions}/import-replay`, JSON.stringify(body), { apikey: stack.keys.secret });

/** The match once it is counted. */
const counted = (match: string) =>
  eventually(async () => {
    const [row] = await sql("select * from matches where id = $1", [match]);
    expect(row?.status).toBe("completed");
    return row ?? {};
  });

let rooms = 100;
/** Publishes a battle of Ann against Bob on the host; gives its address. */
function publish(log: string, id = `gen9randombattle-${++rooms}`): string {
  // Two battles are never alike in all: here they begin with something else.
  published.set(
    `/${id}.json`,
    JSON.stringify({ id, log, uploadtime: 1_790_000_000, players: ["Ann", "Bob"] }),
  );
  return `${replays}/${id}`;
}

beforeAll(async () => {
  stack = await startTestStack();
  database = new pg.Client({ connectionString: stack.urls.database });
  await database.connect();
  host = createServer((request, response) => {
    const replay = published.get(request.url ?? "");
    response.writeHead(replay === undefined ? 404 : 200, { "content-type": "application/json" }).end(replay);
  });
  await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
  replays = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  await sql(
    "insert into showdown_servers (id, socket_url, replay_url, account) values ('local', 'ws://127.0.0.1:9', $1, 'Watcher')",
    [replays],
  );
  [ann, bob] = [await coach("Professor Ann"), await coach("Professor Bob")];
  league = await idOf("insert into leagues (slug, name) values ('kanto', 'Kanto')");
  season = await idOf(
    "insert into seasons (league_id, name, format, showdown_server, coach_uploads) values ($1, 'One', 'gen9randombattle', 'local', true)",
    [league],
  );
  for (const { user } of [ann, bob]) {
    teams.push(
      await idOf("insert into teams (season_id, coach_id, name) values ($1, $2, $3)", [
        season,
        user,
        randomUUID(),
      ]),
    );
  }
});
afterAll(async () => {
  host?.closeAllConnections();
  host?.close();
  await database?.end();
  await stack?.end();
});

test("a coach proves a Showdown name by a code, and the watcher then expects their matches", async () => {
  for (const [user, name] of [
    [ann, "ann"],
    [bob, "bob"],
  ] as const) {
    const { data, error } = await user.client.rpc("request_link_code", { p_server_id: "local" });
    expect(error).toBeNull();
    expect(data).toMatchObject({ account: "Watcher" });
    const { status, body } = await watcher({ type: "LINK_CODE", name, code: data.code });
    expect(status).toBe(200);
    expect(LinkAnswer.parse(body)).toMatchObject({
      linked: true,
      text: expect.stringContaining("Professor"),
    });
  }
  const match = await newMatch();
  const { body } = await watcher({ type: "WATCHES" });
  const { server, expected } = Watches.parse(body);
  expect(server).toMatchObject({ id: "local", replayUrl: replays });
  expect(expected).toMatchObject([{ matchId: match, home: ["ann"], away: ["bob"] }]);
  await sql("delete from matches");
});

test("a battle there, with home in p2, counts for who won it, from the watcher's report to the table", async () => {
  // Ann is away, and p1 there; Bob gives up.
  const match = await newMatch(1, 0);
  const found = {
    type: "BATTLE_FOUND",
    room: "battle-gen9randombattle-1",
    matchId: match,
    format: "gen9randombattle",
    p1: "ann",
    p2: "bob",
  };
  const { watch } = Adoption.parse((await watcher(found)).body);
  expect(Adoption.parse((await watcher(found)).body).watch.battleId).toBe(watch.battleId);
  const event = {
    v: 1,
    occurred_at: new Date().toISOString(),
    correlation_id: watch.correlationId,
    battle_id: watch.battleId,
  };
  const started = {
    kind: "battle.started",
    ...event,
    id: `${watch.battleId}:started`,
    sim_version: "showdown",
    players: { p1: "Ann", p2: "Bob" },
  };
  const completed = {
    kind: "battle.completed",
    ...event,
    id: `${watch.battleId}:completed`,
    ...{ sim_version: "showdown", end_type: "forfeit", winner: "p1", input_log: [], log: FORFEIT },
    turns: [...FORFEIT.matchAll(/^\|turn\|/gm)].length,
  };
  expect((await tell(started)).status).toBe(202);
  expect((await tell(completed)).status).toBe(202);
  expect((await tell(completed)).status).toBe(200);
  expect(await counted(match)).toMatchObject({
    winner_team_id: teams[0],
    end_type: "forfeit",
    home_score: 0,
  });
  const [battle] = await sql("select * from battles where id = $1", [watch.battleId]);
  expect(battle).toMatchObject({ p1_name: "Bob", p2_name: "Ann", winner_seat: "p2", input_log_path: null });
  expect(battle?.summary).toMatchObject({
    winner: "p2",
    players: { p1: { name: "Bob" }, p2: { name: "Ann" } },
  });
  expect(await sql("select wins, losses from standings where team_id = $1", [teams[0]])).toEqual([
    { wins: 1, losses: 0 },
  ]);
});

test("a coach imports a replay by its address, and again with the same answer", async () => {
  const match = await newMatch();
  const url = publish(FORFEIT.replace("|turn|1", "|cant|p1a: Flygon|flinch\n|turn|1"));
  const first = await importAs(ann, { url });
  expect(first.status).toBe(201);
  expect(ImportAnswer.parse(first.body)).toMatchObject({ status: "accepted", match_id: match, game: 1 });
  expect(await importAs(bob, { url: `${url}.json?p2` })).toEqual({ status: 200, body: first.body });
  expect(await counted(match)).toMatchObject({ winner_team_id: teams[0] });
  // Its text is public, as every replay's.
  const path = String((await sql("select replay_path from matches where id = $1", [match]))[0]?.replay_path);
  const { data } = ann.client.storage.from("replays").getPublicUrl(path);
  expect(await (await fetch(data.publicUrl)).text()).toContain("Bob forfeited.");
});

test("an uploaded file counts too; what is wrong with one has its own answer", async () => {
  const match = await newMatch();
  const content = FORFEIT.replace("|turn|1", "|cant|p2a: Haxorus|flinch\n|turn|1");
  expect(await importAs(ann, { content: content.split("\n").slice(0, -3).join("\n") })).toMatchObject({
    status: 422,
    body: { error: { code: "LOG_WITHOUT_END" } },
  });
  expect(await importAs(ann, { url: `${replays}/gen9randombattle-99999` })).toMatchObject({
    status: 404,
    body: { error: { code: "REPLAY_NOT_FOUND" } },
  });
  expect(await importAs(ann, { url: "http://169.254.169.254/gen9ou-1" })).toMatchObject({
    status: 400,
    body: { error: { code: "HOST_NOT_ALLOWED" } },
  });
  expect(await importAs(await coach("Stranger"), { content })).toMatchObject({ status: 403 });
  const html = `<!DOCTYPE html><script type="text/plain" class="battle-log-data">${content.replaceAll("/", "\\/")}</script>`;
  expect(await importAs(bob, { content: html })).toMatchObject({ status: 201, body: { match_id: match } });
  expect(await importAs(bob, { content })).toMatchObject({ status: 200, body: { match_id: match } });
  await counted(match);
  const other = await newMatch();
  expect(await importAs(bob, { content, match_id: other })).toMatchObject({
    status: 409,
    body: { error: { code: "CONFLICT" } },
  });
  await sql("delete from matches where id = $1", [other]);
});

test("a coach's file is no more than their word: without the league's leave it waits for an admin", async () => {
  const match = await newMatch();
  await sql("update seasons set coach_uploads = default where id = $1", [season]);
  const content = FORFEIT.replace("|turn|1", "|cant|p2a: Haxorus|par\n|turn|1");
  expect(await importAs(ann, { content })).toMatchObject({
    status: 202,
    body: { status: "disputed", reasons: [{ code: "UPLOAD_UNCONFIRMED" }] },
  });
  // What the host publishes is not a coach's word.
  expect(await importAs(ann, { url: publish(content) })).toMatchObject({
    status: 201,
    body: { match_id: match },
  });
  await counted(match);
});

test("a watched battle with a Pokémon of no roster disputes its match, until an admin accepts it", async () => {
  const match = await newMatch();
  await sql("insert into rosters (team_id, species) values ($1, 'Pikachu')", [teams[0]]);
  const room = "battle-gen9randombattle-77";
  const found = {
    type: "BATTLE_FOUND",
    room,
    matchId: match,
    format: "gen9randombattle",
    p1: "ann",
    p2: "bob",
  };
  const { watch } = Adoption.parse((await watcher(found)).body);
  const log = FORFEIT.replace("|turn|1", "|cant|p1a: Flygon|frz\n|turn|1");
  const completed = {
    ...{ kind: "battle.completed", v: 1, id: `${watch.battleId}.completed`, battle_id: watch.battleId },
    ...{
      occurred_at: new Date().toISOString(),
      correlation_id: watch.correlationId,
      sim_version: "showdown",
    },
    ...{
      end_type: "forfeit",
      winner: "p1",
      input_log: [],
      log,
      turns: [...log.matchAll(/^\|turn\|/gm)].length,
    },
  };
  expect((await tell(completed)).status).toBe(202);
  const [row] = await sql("select status, dispute_reason from matches where id = $1", [match]);
  expect(row).toMatchObject({
    status: "disputed",
    dispute_reason: expect.stringContaining("Not on the home team's roster"),
  });
  const { body } = await importAsService({ action: "import.list", leagueId: league });
  const [waiting] = (body as { imports: { import_id: string; battle_id: string }[] }).imports.filter(
    ({ battle_id }) => battle_id === watch.battleId,
  );
  expect(waiting).toMatchObject({ source: "watcher", reasons: [{ code: "NOT_IN_ROSTER" }] });
  const decision = { action: "import.accept", importId: waiting?.import_id, reason: "a clerical error" };
  expect(await importAsService(decision)).toMatchObject({ status: 200, body: { status: "accepted" } });
  expect(await counted(match)).toMatchObject({ winner_team_id: teams[0] });
  await sql("delete from rosters where team_id = $1", [teams[0]]);
});

test("a replay that does not fit waits, until an admin accepts it", async () => {
  const match = await newMatch();
  const url = publish(FORFEIT.replaceAll("Bob", "Robert"));
  const waiting = await importAs(ann, { url, match_id: match });
  expect(waiting).toMatchObject({
    status: 202,
    body: { status: "disputed", reasons: [{ code: "PLAYERS_NOT_OF_MATCH" }] },
  });
  const { import_id: importId } = ImportAnswer.parse(waiting.body);
  expect(await importAs(ann, { action: "import.accept", importId, reason: "I say so" })).toMatchObject({
    status: 403,
  });
  const { body } = await importAsService({ action: "import.list", leagueId: league });
  expect(body).toMatchObject({ imports: [{ import_id: importId, home: "p1" }] });
  expect(await importAsService({ action: "import.accept", importId, reason: "Robert is Bob" })).toMatchObject(
    {
      status: 200,
      body: { status: "accepted" },
    },
  );
  expect(await counted(match)).toMatchObject({ winner_team_id: teams[0] });
});

test("new files of a source are imported once each, and the others left aside", async () => {
  const match = await newMatch();
  const service = clientOf(stack.keys.secret);
  const log = FORFEIT.replace("|turn|1", "|cant|p1a: Flygon|par\n|turn|1");
  const logged = JSON.stringify({
    log: log.split("\n"),
    roomid: "battle-gen9randombattle-501",
    format: "gen9randombattle",
  });
  const folder = "own/2026-11/gen9randombattle";
  for (const [name, text] of [
    ["gen9randombattle-501.log.json", logged],
    ["gen9randombattle-502.log.json", logged.replaceAll("Ann", "Jessie").replaceAll("Bob", "James")],
    ["readme.md", "no replay"],
  ]) {
    const { error } = await service.storage
      .from("replay-sources")
      .upload(`${folder}/${name}`, new Blob([text ?? ""]));
    expect(error).toBeNull();
  }
  await sql("insert into replay_sources (server_id, prefix) values ('local', 'own')");
  const sweep = () => post(`${stack.urls.functions}/import-sources`, "{}", { apikey: stack.keys.secret });
  await sweep();
  expect(await counted(match)).toMatchObject({ winner_team_id: teams[0] });
  const files = () => sql("select path, state, attempts from replay_source_files order by path");
  const settled = await eventually(async () => {
    const found = await files();
    expect(found).toMatchObject([{ state: "imported" }, { state: "skipped" }]);
    return found;
  });
  expect(settled.map(({ path }) => path)).toEqual([
    `${folder}/gen9randombattle-501.log.json`,
    `${folder}/gen9randombattle-502.log.json`,
  ]);
  await sql("update replay_sources set listed_at = null");
  await sweep();
  expect(await files()).toEqual(settled);
});

test("a folder is imported by a command, and said again it changes nothing", async () => {
  const match = await newMatch();
  const folder = await mkdtemp(join(tmpdir(), "plateau-replays-"));
  try {
    await mkdir(join(folder, "day"));
    const log = FORFEIT.replace("|turn|1", "|cant|p1a: Flygon|slp\n|turn|1");
    await writeFile(join(folder, "day", "gen9randombattle-601.log"), log);
    await writeFile(join(folder, "notes.md"), "no replay");
    const command = () =>
      run(
        process.execPath,
        ["--import", "tsx", "supabase/local/import/import.ts", folder, "--server", "local"],
        {
          cwd: join(import.meta.dirname, "..", ".."),
          env: { ...process.env, SUPABASE_URL: stack.urls.api, SECRET_KEY: stack.keys.secret },
        },
      );
    const first = await command();
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining("1 accepted") });
    await counted(match);
    expect(await command()).toEqual(first);
    expect(await sql("select from replay_imports where replay_id = 'gen9randombattle-601'")).toHaveLength(1);
  } finally {
    await rm(folder, { recursive: true });
  }
});
