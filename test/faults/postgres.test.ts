import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectNothingLost } from "../harness/invariant.ts";
import { Pipeline } from "../harness/pipeline.ts";
import { eventually } from "../harness/stack.ts";

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await Pipeline.start();
});
afterAll(() => pipeline?.stop());

/** How many of the battles are counted. */
async function counted(battles: readonly string[]): Promise<number> {
  const rows = await pipeline.db.sql("select from battles where id = any ($1) and status = 'completed'", [
    battles,
  ]);
  return rows.length;
}

/** Does something while results are being counted. */
async function amid(disturb: () => Promise<unknown>): Promise<void> {
  const battles: string[] = [];
  for (let match = 0; match < 12; match += 1) battles.push(await pipeline.open());
  const reports = battles.map((battle) => pipeline.end(battle));
  await eventually(async () => expect(await counted(battles)).toBeGreaterThan(0));
  await disturb();
  await Promise.all(reports);
  await pipeline.settle();
  expect(await counted(battles)).toBe(battles.length);
  await expectNothingLost(pipeline);
}

describe("nothing is lost, nothing is counted twice, and no function has to be started again when", () => {
  test("Postgres is killed and starts again under load", async () => {
    const pid = () => pipeline.stack.parts.database?.pid ?? 0;
    const before = pid();
    await amid(async () => {
      process.kill(before, "SIGKILL");
      await eventually(async () => expect(pid()).not.toBe(before));
      await eventually(() => pipeline.db.sql("select 1"));
      await pipeline.expire();
    });
  });

  test("every connection is broken under load, again and again", async () => {
    await amid(async () => {
      for (let round = 0; round < 5; round += 1) {
        await pipeline.force(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid() and usename = current_user`,
        );
        await pipeline.tick();
      }
      await pipeline.expire();
    });
  });
});
