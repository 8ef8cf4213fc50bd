import { randomUUID } from "node:crypto";
import { createClient } from "@supabase/supabase-js";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import { CreateRoomResponse } from "../../functions/_shared/schema/http.ts";
import { BattleId } from "../../functions/_shared/schema/ids.ts";
import type { BattleInput } from "../../functions/_shared/schema/inputs.ts";
import { EnterAnswer, PairAnswer } from "../../functions/_shared/schema/matchmaking.ts";
import { CLOCKS } from "../../functions/_shared/schema/rules.ts";
import { type Answer, post, postSigned } from "../harness/backend.ts";
import { startTestStack, type TestStack } from "../harness/stack.ts";

const FORMAT = "gen9randombattle";

let stack: TestStack;
let database: pg.Client;

beforeAll(async () => {
  stack = await startTestStack({ seed: true });
  database = new pg.Client({ connectionString: stack.urls.database });
  await database.connect();
});
afterAll(async () => {
  await database?.end();
  await stack?.end();
});

interface Guest {
  user: string;
  claim: string;
  token: string;
}

async function guest(name: string): Promise<Guest> {
  const client = createClient(stack.urls.api, stack.keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket as never },
  });
  const { data } = await client.auth.signInAnonymously({ options: { data: { display_name: name } } });
  return { user: data.user?.id ?? "", claim: randomUUID(), token: data.session?.access_token ?? "" };
}

const signed = (name: string, message: object): Promise<Answer> =>
  postSigned(`${stack.urls.functions}/${name}`, message, stack.secrets.webhook);
const matchmaking = async (message: object) => (await signed("matchmaking", { v: 1, ...message })).body;
const enter = async ({ user, claim }: Guest, more: { format?: string; resume?: boolean } = {}) =>
  EnterAnswer.parse(
    await matchmaking({ op: "enter", claim, user, format: FORMAT, teamId: null, resume: false, ...more }),
  );
const sweep = () => post(`${stack.urls.functions}/sweep-battles`, "{}", { apikey: stack.keys.secret });

/** Two who wait become a battle; the lobby may ask as often as it likes. */
async function paired(p1: Guest, p2: Guest, pair: string = randomUUID()): Promise<BattleId> {
  const player = ({ user, claim }: Guest) => ({ user, claim, team: null });
  const asked = { op: "pair", pair, format: FORMAT, p1: player(p1), p2: player(p2) };
  const [one, two] = [await matchmaking(asked), await matchmaking(asked)].map((body) =>
    PairAnswer.parse(body),
  );
  if (one?.status !== "paired" || two?.status !== "paired") throw new Error(`Cannot pair: ${one?.status}`);
  expect(two.battleId).toBe(one.battleId);
  return one.battleId;
}

async function battleRow(id: BattleId): Promise<Record<string, unknown>> {
  const { rows } = await database.query("select * from public.battles where id = $1", [id]);
  return rows[0];
}

function createRoom({ token }: Guest, body: object): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, apikey: stack.keys.publishable };
  return post(`${stack.urls.functions}/create-room`, JSON.stringify(body), headers);
}

/** The battle's room was last heard of so long ago. */
async function age(id: BattleId, interval: string): Promise<void> {
  const column =
    "created_at = created_at - $2::interval, started_at = started_at - $2::interval, seen_at = null";
  await database.query(`update public.battles set ${column} where id = $1`, [id, interval]);
}

const event = (battle: BattleId, kind: string, more: object) => ({
  kind: `battle.${kind}`,
  v: 1,
  id: `${battle}.${kind}`,
  occurred_at: new Date().toISOString(),
  correlation_id: randomUUID(),
  battle_id: battle,
  ...more,
});

test("two who wait become one rated battle, and neither may do anything else meanwhile", async () => {
  const [ann, bob] = [await guest("Ann"), await guest("Bob")];
  expect(await enter(ann)).toMatchObject({
    status: "entered",
    name: "Ann",
    rating: 1000,
    lastOpponent: null,
  });
  expect(await enter(bob)).toMatchObject({ status: "entered" });
  expect(await enter(ann, { format: "gen9randomdoublesbattle" })).toEqual({
    status: "queued",
    format: FORMAT,
  });
  const claims = [ann.claim, bob.claim, randomUUID()];
  expect(await matchmaking({ op: "renew", claims })).toEqual({
    held: expect.toSatisfy((held: string[]) => held.length === 2 && held.includes(ann.claim)),
  });
  const battle = await paired(ann, bob);
  expect(await battleRow(battle)).toMatchObject({
    rated: true,
    status: "waiting",
    rules: { clock: CLOCKS.standard, casual: false, reconnect: 60, confirm: 15, delay: 0 },
  });
  expect(await enter(ann)).toEqual({ status: "playing", battleId: battle });

  // Bob alone came: he has his place again, Ann has none.
  const abandoned = event(battle, "abandoned", { present: ["p2"] });
  expect(await signed("battle-events", abandoned)).toEqual({ status: 202, body: { status: "new" } });
  expect(await signed("battle-events", abandoned)).toEqual({ status: 200, body: { status: "seen" } });
  expect(await battleRow(battle)).toMatchObject({ status: "void" });
  expect(await enter(ann, { resume: true })).toEqual({ status: "gone" });
  expect(await enter(bob, { resume: true })).toMatchObject({ status: "entered", lastOpponent: ann.user });
  await matchmaking({ op: "leave", claims: [bob.claim] });
  expect(await matchmaking({ op: "renew", claims: [bob.claim] })).toEqual({ held: [] });
});

test("a running battle's inputs are kept until a room that lost it asks for them", async () => {
  const [ann, bob] = [await guest("Cleo"), await guest("Dan")];
  for (const player of [ann, bob]) await enter(player);
  const battle = await paired(ann, bob);
  const inputs: BattleInput[] = [
    { kind: "chat", at: 1, seat: "p1", text: 'it says "hi"' },
    { kind: "choice", at: 2, seat: "p2", choice: "move 1", auto: true },
  ];
  const checkpoint = (from: number) => signed("battle-events", event(battle, "checkpoint", { from, inputs }));
  expect(await checkpoint(1)).toEqual({ status: 200, body: { have: 2 } });
  expect(await checkpoint(1)).toEqual({ status: 200, body: { have: 2 } });
  expect(await checkpoint(9)).toEqual({ status: 200, body: { have: 2 } });
  const stored = await database.query("select public.battle_inputs_of($1) as inputs", [battle]);
  expect(stored.rows[0].inputs).toEqual(inputs);
  expect(
    await signed("battle-events", event(BattleId.parse("nowhere"), "checkpoint", { from: 1, inputs })),
  ).toMatchObject({
    status: 404,
    body: { error: { code: "BATTLE_NOT_FOUND" } },
  });
  const failed = event(battle, "failed", { reason: "its storage is broken" });
  expect(await signed("battle-events", failed)).toMatchObject({ status: 202 });
  expect(await battleRow(battle)).toMatchObject({ status: "void", dispute_reason: "its storage is broken" });
  expect(await checkpoint(3)).toMatchObject({ status: 410, body: { error: { code: "BATTLE_VOID" } } });
});

test("a user reaches nothing of the ladder, of a battle's inputs or of another's teams through the Data API", async () => {
  const [ivy, jon] = [await guest("Ivy"), await guest("Jon")];
  const ask = async (path: string, as: Guest | null, body?: object) => {
    const response = await fetch(`${stack.urls.api}/rest/v1/${path}`, {
      method: body ? "POST" : "GET",
      headers: {
        apikey: stack.keys.publishable,
        ...(as ? { authorization: `Bearer ${as.token}` } : {}),
        ...(body ? { "content-type": "application/json", prefer: "return=minimal" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    return { status: response.status, rows: response.ok && text ? JSON.parse(text) : null };
  };
  const team = { format: "gen9ou", name: "Mine", team: "Ditto|||imposter|transform|||||||" };
  expect((await ask("saved_teams", ivy, team)).status).toBe(201);
  expect((await ask("saved_teams?select=name", ivy)).rows).toEqual([{ name: "Mine" }]);
  expect((await ask("saved_teams?select=name", jon)).rows).toEqual([]);
  expect((await ask("saved_teams", jon, { ...team, user_id: ivy.user })).status).toBe(403);
  for (const as of [ivy, null]) {
    const denied = [401, 403];
    const reads = [
      "ladder_entries?select=user_id",
      "battle_inputs?select=input",
      "battles?select=id,battle_inputs(input)",
      "battles?select=seen_at",
      "battles?select=input_log_path",
      ...(as ? [] : ["saved_teams?select=name"]),
    ];
    for (const path of reads) expect(denied, path).toContain((await ask(path, as)).status);
    const battle = { p_battle_id: "any" };
    const calls = {
      leave_ladder: { p_claims: [randomUUID()] },
      battle_inputs_of: battle,
      battle_seen: battle,
      withdraw_battle: battle,
      battles_to_sweep: { p_limit: 1 },
      give_up_battle: { ...battle, p_reason: "why" },
      record_inputs: { ...battle, p_from: 1, p_inputs: [] },
    };
    for (const [name, args] of Object.entries(calls))
      expect(denied, name).toContain((await ask(`rpc/${name}`, as, args)).status);
  }
});

test("the sweeper gives up a challenge that nobody came to, and a battle that no room has", async () => {
  const eve = await guest("Eve");
  const open = async (body: object) => CreateRoomResponse.parse((await createRoom(eve, body)).body).battle_id;
  const challenge = await open({ format: FORMAT, clock: "none" });
  const practice = await open({ format: FORMAT, bot: "easy" });
  expect(await battleRow(challenge)).toMatchObject({ bot: null, rules: { clock: null, casual: true } });
  expect(await battleRow(practice)).toMatchObject({ bot: "easy", rules: { clock: CLOCKS.standard } });
  await age(challenge, "25 hours");
  // The database has it begun, and its room was never told of it.
  await database.query(
    `insert into public.battles (id, format, status, started_at, p1_name, p2_name, correlation_id)
     values ('lost', $1, 'live', now(), 'A', 'B', gen_random_uuid())`,
    [FORMAT],
  );
  const lost = BattleId.parse("lost");
  await age(lost, "4 minutes");
  expect(await sweep()).toMatchObject({ status: 200, body: { given_up: 2, failed: 0 } });
  expect(await battleRow(challenge)).toMatchObject({ status: "void", dispute_reason: "nobody came to play" });
  expect(await battleRow(lost)).toMatchObject({
    status: "void",
    dispute_reason: expect.stringContaining("lost"),
  });
  expect((await battleRow(practice)).status).toBe("waiting");
});

test("a coach gets a match's games one after the other, each with its place in the series", async () => {
  const [home, away] = [await guest("Fay"), await guest("Gus")];
  await database.query("update public.seasons set best_of = 3, clock = 'vgc', spectator_delay = 30");
  const { rows } = await database.query(
    `with team as (
       update public.teams t set coach_id = case when t.name like 'C%' then $1::uuid else $2::uuid end returning t.*
     )
     insert into public.matches (season_id, round, home_team_id, away_team_id)
     select one.season_id, 1, one.id, two.id from team one join team two on one.coach_id = $1 and two.coach_id = $2
     returning id`,
    [home.user, away.user],
  );
  const match = { match_id: rows[0].id };
  const first = CreateRoomResponse.parse((await createRoom(home, match)).body);
  expect(first).toMatchObject({ seat: "p1", format: FORMAT });
  expect(CreateRoomResponse.parse((await createRoom(away, match)).body)).toMatchObject({
    battle_id: first.battle_id,
    seat: "p2",
  });
  expect(await battleRow(first.battle_id)).toMatchObject({
    game: 1,
    rules: { clock: CLOCKS.vgc, casual: false, confirm: null, delay: 30 },
  });
  const set = (status: string) =>
    database.query(
      `update public.battles set status = $2::public.battle_status, winner_seat = 'p1', end_type = 'forfeit', turns = 1,
         p1_score = 6, p2_score = 0, differential = 6, summary = '{}', replay_path = 'r', input_log_path = 'i',
         ended_at = now(), completed_at = now()
       where id = $1`,
      [first.battle_id, status],
    );
  await set("ended");
  expect(await createRoom(home, match)).toMatchObject({
    status: 409,
    body: { error: { message: expect.stringContaining("ask again in a moment") } },
  });
  await set("completed");
  const second = CreateRoomResponse.parse((await createRoom(home, match)).body);
  expect(second.battle_id).not.toBe(first.battle_id);
  expect(await battleRow(second.battle_id)).toMatchObject({ game: 2 });
  const score = await database.query("select home_games, away_games from public.matches where id = $1", [
    match.match_id,
  ]);
  expect(score.rows).toEqual([{ home_games: 1, away_games: 0 }]);
});
