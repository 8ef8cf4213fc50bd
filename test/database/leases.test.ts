import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { claim, claimOne, expireClaims, settle } from "../harness/claims.ts";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { configure, send, silence, started, tick } from "../harness/queues.ts";

const databases: TestDatabase[] = [];
let db: TestDatabase;
beforeEach(async () => {
  db = await freshDatabase();
  databases.push(db);
});
afterAll(async () => {
  for (const database of databases) await database.drop();
});

const by = (worker: string, queue = "battle_results") =>
  db.rpc("claim_jobs", { p_queue: queue, p_worker: worker });
const leave = async (worker: string, anyway = false) =>
  (await db.rpc("end_lease", { p_worker: worker, p_done: 1, p_failed: 2, p_anyway: anyway }))[0]?.end_lease;
const beat = async (worker: string) =>
  (await db.rpc("heartbeat", { p_worker: worker, p_done: 3, p_failed: 4 }))[0]?.heartbeat;
const live = async (queue = "battle_results") =>
  (
    await db.sql("select worker from leases where queue = $1 and ended_at is null order by worker", [queue])
  ).map(({ worker }) => worker);

describe("a lease", () => {
  it("comes with the first claim, and tells what its worker does", async () => {
    await send(db);
    await send(db);
    expect(await by("a")).toHaveLength(2);
    expect(await beat("a")).toBe(true);
    expect(await db.sql("select queue, claimed, done, failed, lost, ended_at from leases")).toEqual([
      { queue: "battle_results", claimed: 2, done: 3, failed: 4, lost: false, ended_at: null },
    ]);
    expect(await leave("a")).toBe(true);
    expect(await db.sql("select done, failed, ended_at is not null as ended from leases")).toEqual([
      { done: 1, failed: 2, ended: true },
    ]);
    expect(await beat("a")).toBe(false);
  });

  it("that the dispatcher wrote is the first one's who comes under its name, not of a call that was sent again", async () => {
    await db.sql("update queue_settings set exclusive = true, batch_size = 1 where queue = 'battle_results'");
    await configure(db);
    for (let number = 0; number < 2; number++) await send(db);
    const [asked] = await started(db);
    const twins = [`${asked?.worker}/1`, `${asked?.worker}/2`];
    const claims = await Promise.all(twins.map((worker) => by(worker)));
    expect(claims.map((jobs) => jobs.length).sort()).toEqual([0, 1]);
    const first = twins[claims[0]?.length === 1 ? 0 : 1];
    expect(await db.sql("select worker from leases")).toEqual([{ worker: first }]);
  });

  it("that was written ends when its worker leaves without a claim", async () => {
    await configure(db);
    await send(db);
    const [asked] = await started(db);
    await db.sql("update queue_settings set paused = true where queue = 'battle_results'");
    expect(await by(`${asked?.worker}/1`)).toEqual([]);
    expect(await leave(`${asked?.worker}/1`)).toBe(true);
    expect(await live()).toEqual([]);
  });

  it("is given to so many workers at once and no more, however many ask in the same moment", async () => {
    for (let number = 0; number < 60; number++) await send(db);
    await Promise.all(Array.from({ length: 12 }, (_, worker) => by(`w${worker}`)));
    expect(await live()).toHaveLength(4);
    await db.sql("update queue_settings set max_workers = 6 where queue = 'battle_results'");
    await Promise.all(Array.from({ length: 12 }, (_, worker) => by(`x${worker}`)));
    expect(await live()).toHaveLength(6);
  });

  it("is given to one worker alone where the queue is exclusive", async () => {
    for (let number = 0; number < 9; number++) await send(db, { queue: "notifications" });
    await Promise.all(Array.from({ length: 5 }, (_, worker) => by(`w${worker}`, "notifications")));
    expect(await live("notifications")).toHaveLength(1);
  });

  it("does not end while there is something to claim, unless its worker has to go", async () => {
    await by("a");
    await send(db);
    expect(await leave("a")).toBe(false);
    await configure(db);
    expect(await leave("a", true)).toBe(true);
    expect(await started(db)).toHaveLength(1);
  });

  it("does not end while a message is on its way whose sender relies on it", async () => {
    await configure(db);
    await by("a");
    const sending = await db.open(
      "select private.send_job('battle_results', 'battle.completed', 'b-0', '{}', 0, null, null, gen_random_uuid())",
    );
    expect(await by("a")).toEqual([]);
    expect(await leave("a")).toBe(false);
    await sending.commit();
    expect(await by("a")).toHaveLength(1);
    expect(await started(db)).toEqual([]);
    expect(await leave("a")).toBe(true);
  });

  it("of a paused queue ends, and gives nothing before that", async () => {
    await send(db);
    await send(db);
    await by("a");
    await expireClaims(db);
    await db.sql("update queue_settings set paused = true");
    expect(await by("a")).toEqual([]);
    expect(await by("b")).toEqual([]);
    expect(await leave("a")).toBe(true);
    await db.sql("update queue_settings set paused = false");
    expect(await by("b")).toHaveLength(2);
  });
});

describe("a worker that falls silent", () => {
  it("gives its messages back at once, not when their time is up", async () => {
    await configure(db);
    await send(db);
    await send(db);
    expect(await by("a")).toHaveLength(2);
    await silence(db, "a");
    expect(await by("b")).toHaveLength(2);
    expect(await db.sql("select lost from leases where worker = 'a'")).toEqual([{ lost: true }]);
  });

  it("is noticed by the next tick, which starts another worker for its messages", async () => {
    await configure(db);
    await send(db);
    const [first] = await started(db);
    await by(first?.worker ?? "");
    await silence(db, first?.worker ?? "");
    await tick(db);
    expect(await started(db)).toHaveLength(1);
  });

  it("does not keep its exclusive queue from the next one", async () => {
    const job = await send(db, { queue: "notifications" });
    expect(await by("a", "notifications")).toHaveLength(1);
    expect(await by("b", "notifications")).toEqual([]);
    await silence(db, "a");
    expect((await by("b", "notifications")).map(({ job_id }) => job_id)).toContain(job);
  });

  it("leaves a lost attempt in the job's timeline", async () => {
    const job = await send(db);
    await by("a");
    await silence(db, "a");
    await by("b");
    expect(
      await db.sql("select number, worker, outcome, error from job_attempts where job_id = $1", [job]),
    ).toEqual([{ number: 1, worker: "a", outcome: "lost", error: "its worker fell silent" }]);
    expect(await db.sql("select attempts, worker, state from jobs where id = $1", [job])).toEqual([
      { attempts: 2, worker: "b", state: "processing" },
    ]);
  });

  it("settles nothing of what another has claimed since, and may begin anew", async () => {
    await send(db);
    const late = await claimOne(db);
    await silence(db, "worker-1");
    expect(await by("b")).toHaveLength(1);
    expect(await settle(db, late, { action: "finish" })).toBe(false);
    await send(db);
    expect(await claim(db)).toHaveLength(1);
  });

  it("that comes back before anybody has claimed its messages has done its work", async () => {
    const id = await send(db);
    const job = await claimOne(db);
    await silence(db, "worker-1");
    await tick(db);
    expect(await settle(db, job, { action: "finish" })).toBe(true);
    expect(await db.sql("select state, attempts from jobs where id = $1", [id])).toEqual([
      { state: "completed", attempts: 1 },
    ]);
    expect(await db.sql("select number, outcome from job_attempts where job_id = $1", [id])).toEqual([
      { number: 1, outcome: "completed" },
    ]);
  });

  it("keeps what somebody settles in the same moment", async () => {
    await send(db);
    const job = await claimOne(db);
    const settling = await db.open("select public.settle_jobs('battle_results', $1)", [
      JSON.stringify([{ msg_id: job.msg_id, read_ct: job.read_ct, action: "finish" }]),
    ]);
    await silence(db, "worker-1");
    await tick(db);
    await settling.commit();
    expect(await db.sql("select state from jobs where queue = 'battle_results'")).toEqual([
      { state: "completed" },
    ]);
    expect(await claim(db)).toEqual([]);
  });
});
