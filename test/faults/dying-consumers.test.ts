import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectNothingLost } from "../harness/invariant.ts";
import { type Consumer, Pipeline } from "../harness/pipeline.ts";

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start();
});
afterAll(() => pipeline?.stop());

/** Where a consumer dies: at which of its requests, and whether the answer has come. */
interface Point {
  when: string;
  consumer: Consumer;
  request: RegExp;
  moment: "before" | "after";
  answer?: RegExp;
}

const SOMETHING = /msg_id/;
const POINTS: readonly Point[] = [
  {
    when: "after it has claimed a batch",
    consumer: "process-results",
    request: /rpc\/claim_jobs/,
    moment: "after",
    answer: SOMETHING,
  },
  {
    when: "after it has fetched a replay",
    consumer: "process-results",
    request: /^GET \/storage\/v1\/object\/.*replays/,
    moment: "after",
  },
  {
    when: "before its results are counted",
    consumer: "process-results",
    request: /rpc\/complete_battles/,
    moment: "before",
  },
  {
    when: "after they are committed, before it hears of it",
    consumer: "process-results",
    request: /rpc\/complete_battles/,
    moment: "after",
  },
  {
    when: "after a statistic is refreshed, before its job is acknowledged",
    consumer: "refresh-stats",
    request: /rpc\/settle_jobs/,
    moment: "before",
  },
  {
    when: "after it has posted to Discord, before that is recorded",
    consumer: "notify-discord",
    request: /^POST \/discord\//,
    moment: "after",
  },
  {
    when: "after the post is recorded, before its job is acknowledged",
    consumer: "notify-discord",
    request: /rpc\/settle_jobs/,
    moment: "before",
  },
];

describe("nothing is lost and nothing is counted twice when a consumer is killed", () => {
  test.each(POINTS)("$when", async ({ consumer, request, moment, answer }) => {
    const { gate } = pipeline;
    const died = gate.cut(request, moment, () => pipeline.kill(consumer), answer);
    const battles = await pipeline.play(2);
    await died;
    await pipeline.revive(consumer);
    await pipeline.settle();
    const results = await pipeline.db.sql("select status from battles where id = any ($1)", [battles]);
    expect(results.map(({ status }) => status)).toEqual(battles.map(() => "completed"));
    await expectNothingLost(pipeline);
  });

  test("of which Discord's ledger says that nobody knows whether it was posted", async () => {
    const ambiguous = await pipeline.db.sql("select from discord_deliveries where state = 'ambiguous'");
    expect(ambiguous).toHaveLength(1);
  });

  test("in the middle of its transaction", async () => {
    const { db, season } = pipeline;
    const held = await db.open("select from standings where season_id = $1 for update", [season.id]);
    const battles = await pipeline.play(2);
    await db.blocked();
    await pipeline.kill("process-results");
    await db.sql(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    await held.commit();
    const counted = await db.sql("select id from battles where id = any ($1) and status = 'completed'", [
      battles,
    ]);
    expect(counted).toEqual([]);
    await pipeline.revive("process-results");
    await pipeline.settle();
    await expectNothingLost(pipeline);
  });
});
