import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Backend } from "../harness/backend.ts";
import { SERVICE_KEY } from "../harness/functions.ts";
import { playRandomBattle } from "../harness/random-battles.ts";

const { log, truth, turns } = playRandomBattle("gen9randombattle", 1);
const winner = log.includes("|win|Ann") ? "p1" : "p2";

const backend = new Backend();
beforeAll(() => backend.start(["battle-events", "check-credits"]));
afterAll(() => backend.stop());
beforeEach(() => {
  backend.seen = [];
});

test("battle-events stores what the simulator knows of the faints", async () => {
  const stored = () => ({ Id: randomUUID(), Key: "stored" });
  backend.answers = {
    "GET /rest/v1/battles": () => ({ battle_events: [] }),
    "POST /storage/v1/object/replays/match-abc.log": stored,
    "POST /storage/v1/object/input-logs/match-abc.txt": stored,
    "POST /rest/v1/rpc/record_battle_completed": () => "new",
  };
  const event = {
    ...{ kind: "battle.completed", v: 1, id: "e1", battle_id: "match-abc", correlation_id: randomUUID() },
    ...{ occurred_at: "2026-11-22T12:00:00.000Z", sim_version: "0.10.11", end_type: "win", winner, turns },
    ...{ log, input_log: [">start {}"], faints: truth },
  };
  expect(await backend.postSigned("battle-events", event)).toMatchObject({ status: 202 });
  expect(backend.sent("/record_battle_completed")).toMatchObject({ p_faints: truth });
});

test("check-credits compares a stored replay with the truth", async () => {
  const battle = {
    id: "match-abc",
    replay_path: "match-abc.log",
    end_type: "win",
    winner_seat: winner,
    turns,
    truth,
  };
  backend.answers = {
    "POST /rest/v1/rpc/credits_to_check": () => [battle],
    "GET /storage/v1/object/replays/match-abc.log": () => log,
    "POST /rest/v1/rpc/record_credit_checks": () => 1,
  };
  expect(await backend.post("check-credits", "{}", { apikey: SERVICE_KEY })).toEqual({
    status: 200,
    body: { battles: 1, faints: truth.length, disagreements: 0 },
  });
  expect(backend.sent("/record_credit_checks")).toEqual({
    p_checks: [{ battle_id: "match-abc", faints: truth.length, disagreements: [], error: null }],
  });
  backend.expectKeyInItsPlace();
  expect((await backend.post("check-credits", "{}", { apikey: "guess" })).status).toBe(401);
});
