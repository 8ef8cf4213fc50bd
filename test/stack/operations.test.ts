import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import {
  AuditList,
  JobHistory,
  JobList,
  QueueList,
  StatsRequested,
} from "../../functions/_shared/schema/admin.ts";
import { Health, WorkerStats } from "../../functions/_shared/schema/ops.ts";
import { JOB_KINDS } from "../../functions/_shared/schema/queue.ts";
import { post } from "../harness/backend.ts";
import { type ExposedFamily, readExposition } from "../harness/exposition.ts";
import { playSeason } from "../harness/season.ts";
import { eventually, startTestStack, type TestStack } from "../harness/stack.ts";

const TOKEN = "metrics-token-of-the-tests";

let stack: TestStack;
let database: pg.Client;
/** A match that was played, and where its battle came from. */
let battle: { id: string; match_id: string; season_id: string; league_id: string; correlation_id: string };

beforeAll(async () => {
  process.env.PLATEAU_METRICS_TOKEN = TOKEN;
  stack = await startTestStack();
  database = new pg.Client({ connectionString: stack.urls.database });
  await database.connect();
  await playSeason(stack, { battles: 1, seed: "operations" });
  const { rows } = await database.query(
    `select b.id, b.match_id, m.season_id, s.league_id, b.correlation_id
     from battles b join matches m on m.id = b.match_id join seasons s on s.id = m.season_id
     where b.status = 'completed'`,
  );
  battle = rows[0];
});
afterAll(async () => {
  delete process.env.PLATEAU_METRICS_TOKEN;
  await database?.end();
  await stack?.end();
});

const get = (name: string, headers: Record<string, string> = {}) =>
  fetch(`${stack.urls.functions}/${name}`, { headers });
const admin = (body: object, headers: Record<string, string> = { apikey: stack.keys.secret }) =>
  post(`${stack.urls.functions}/queue-admin`, JSON.stringify(body), headers);

/** A guest's access token, and who they are. */
async function guest(): Promise<{ user: string; headers: Record<string, string> }> {
  const apikey = stack.keys.publishable;
  const headers = { "content-type": "application/json", apikey };
  const { body } = await post(`${stack.urls.api}/auth/v1/signup`, "{}", headers);
  const session = z.object({ access_token: z.string(), user: z.object({ id: z.string() }) }).parse(body);
  return { user: session.user.id, headers: { authorization: `Bearer ${session.access_token}`, apikey } };
}

/** What the parts of the stack have logged of one battle, as far as it is JSON. */
async function logged(part: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(stack.dataDir, "logs", `${part}.log`), "utf8");
  return text.split("\n").flatMap((line) => {
    const json = line.slice(line.indexOf("{"));
    if (!json.includes(battle.correlation_id)) return [];
    return [z.record(z.string(), z.unknown()).parse(JSON.parse(json))];
  });
}

test("one id leads from the room to Discord, line by line, each with its level", async () => {
  const wanted = ["battle-events", "process-results", "notify-discord"];
  await eventually(async () => {
    const lines = await logged("functions");
    expect(lines.map((line) => line.function)).toEqual(expect.arrayContaining(wanted));
  });
  const lines = [...(await logged("rooms")), ...(await logged("functions"))];
  expect(lines[0]).toMatchObject({ party: "battle", battle: battle.id });
  expect(lines.filter((line) => line.event === "event.delivered").length).toBeGreaterThan(0);
  for (const line of lines) {
    expect(line).toMatchObject({ level: expect.stringMatching(/^(info|warn)$/), time: expect.any(String) });
    expect(line.correlation_id).toBe(battle.correlation_id);
  }
  const jobs = await database.query("select kind from jobs where correlation_id = $1", [
    battle.correlation_id,
  ]);
  expect(jobs.rows.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["battle.completed", "match.completed"]),
  );
});

test("/health is up for everybody, and tells the service why", async () => {
  const response = await get("health");
  expect(response.status).toBe(200);
  expect(Object.keys(Health.parse(await response.json()).parts.roomServer)).toEqual(["state"]);
  await eventually(async () => {
    const health = Health.parse(await (await get("health", { apikey: stack.keys.secret })).json());
    expect(health).toMatchObject({
      state: "up",
      parts: { roomServer: { details: { misses: expect.any(Number) } } },
    });
    expect(health.parts.workers.ageSeconds).toBeLessThan(120);
  });
});

test("/workers lists who worked, and what came of it", async () => {
  const answer = await get("workers", { apikey: stack.keys.secret });
  const { workers, queues } = WorkerStats.parse(await answer.json());
  expect(workers.some(({ queue, done }) => queue === "battle_results" && done > 0)).toBe(true);
  expect(queues.find(({ queue }) => queue === "battle_results")?.lastHour.done).toBeGreaterThan(0);
  expect((await get("workers", (await guest()).headers)).status).toBe(403);
});

test("/metrics is text that Prometheus takes, and counts what was done", async () => {
  const families = await eventually(async () => {
    const response = await get("metrics", { authorization: `Bearer ${TOKEN}` });
    expect(response.status).toBe(200);
    const read = readExposition(await response.text());
    expect(value(read, "plateau_jobs_processed_total", "match.completed")).toBeGreaterThan(0);
    return read;
  });
  expect(value(families, "plateau_jobs_processed_total", "battle.completed")).toBe(1);
  expect(value(families, "plateau_battles_finished_total")).toBe(1);
  expect(value(families, "plateau_room_server_up")).toBe(1);
  const kinds = families.get("plateau_jobs_processed_total")?.samples.map(({ labels }) => labels.kind);
  expect([...JOB_KINDS, "other"]).toEqual(expect.arrayContaining(kinds ?? []));
  expect(kinds).not.toContain("other");
  expect((await get("metrics")).status).toBe(401);
});

function value(families: Map<string, ExposedFamily>, name: string, kind?: string): number | undefined {
  return families.get(name)?.samples.find(({ labels }) => labels.kind === kind)?.value;
}

test("queue-admin finds a battle's jobs by its correlation id, and tells their attempts", async () => {
  const filter = { correlationId: battle.correlation_id, kind: "battle.completed" };
  const { jobs } = JobList.parse((await admin({ action: "jobs.list", filter })).body);
  expect(jobs).toMatchObject([{ subject: battle.id, state: "completed", attempts: 1 }]);
  const shown = JobHistory.parse((await admin({ action: "jobs.show", jobId: jobs[0]?.id })).body);
  expect(shown.attempts).toMatchObject([{ number: 1, outcome: "completed", error: null }]);
});

test("a league's admin asks for its statistics once a request, and inline where queueing is off", async () => {
  const { user, headers } = await guest();
  await database.query("insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin')", [
    battle.league_id,
    user,
  ]);
  const requestId = randomUUID();
  const asked = {
    action: "stats.refresh",
    seasonId: battle.season_id,
    stats: ["season_stats"],
    triggeredBy: "admin",
    requestId,
  };
  const first = StatsRequested.parse((await admin(asked, headers)).body);
  expect(first).toMatchObject({ queued: true, jobs: [{ stat: "season_stats" }], requestId });
  expect((await admin(asked, headers)).body).toEqual(first);
  expect((await admin({ ...asked, seasonId: randomUUID() }, headers)).status).toBe(404);
  expect((await admin({ ...asked, stats: ["hall_of_fame"] }, headers)).status).toBe(409);

  const flag = (enabled: boolean) => admin({ action: "flags.set", trigger: "admin", enabled });
  await flag(false);
  const inline = await admin({ ...asked, requestId: randomUUID() }, headers);
  expect(inline).toMatchObject({
    status: 200,
    body: { queued: false, jobs: [], refreshed: [{ stat: "season_stats" }], failed: [] },
  });
  await flag(true);
  expect((await admin({ action: "flags.set", trigger: "admin", enabled: false }, headers)).status).toBe(403);
});

test("a paused queue keeps its messages until it is resumed, and the audit says who did it", async () => {
  const queue = "notifications";
  await admin({ action: "queues.pause", queue });
  await database.query("select private.send_job($1, 'match.completed', $2, $3, 0, 'test', null, $4)", [
    queue,
    battle.match_id,
    { match_id: battle.match_id },
    randomUUID(),
  ]);
  const list = async () => QueueList.parse((await admin({ action: "queues.list" })).body);
  expect((await list()).queues.find((one) => one.queue === queue)).toMatchObject({ paused: true, depth: 1 });
  await admin({ action: "queues.resume", queue });
  await eventually(async () => {
    expect((await list()).queues.find((one) => one.queue === queue)).toMatchObject({
      paused: false,
      depth: 0,
    });
  });
  const { actions } = AuditList.parse((await admin({ action: "audit.list", subject: queue })).body);
  expect(actions).toMatchObject([
    { action: "queues.resume", actor: "service" },
    { action: "queues.pause", actor: "service" },
  ]);
});

test("a page of another origin may ask before it asks", async () => {
  const response = await fetch(`${stack.urls.functions}/queue-admin`, { method: "OPTIONS" });
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
});
