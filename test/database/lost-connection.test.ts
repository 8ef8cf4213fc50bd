import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";

const root = `${import.meta.dirname}/../..`;

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

it("fails the queries of a reserved connection that breaks, and answers all others", async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      ...["--import", "tsx", "--import", "./supabase/local/api/driver-guard.ts"],
      ...["test/harness/lost-connection.ts", db.adminUrl],
    ],
    { cwd: root },
  );
  const round = ["CONNECTION_CLOSED", "answered", "answered", "answered", "answered"];
  expect(JSON.parse(stdout)).toEqual([...round, ...round]);
});
