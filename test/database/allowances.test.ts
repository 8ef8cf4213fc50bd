import { afterAll, beforeAll, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser } from "../harness/league.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

const take = (user: string, kind: string) => db.rpc("take_allowance", { p_user: user, p_kind: kind });

it("a user has sixty of a kind within an hour, however many are taken at once, and then waits", async () => {
  const [ann, bob] = [await createUser(db), await createUser(db)];
  const taken = await Promise.allSettled(Array.from({ length: 70 }, () => take(ann, "paste")));
  expect(taken.filter(({ status }) => status === "fulfilled")).toHaveLength(60);
  await expect(take(ann, "paste")).rejects.toMatchObject({
    code: "PT429",
    message: expect.stringMatching(/60 times within an hour; wait (59|60) minutes/),
  });
  // Each kind and each user by itself.
  await take(ann, "import");
  await take(bob, "paste");
  await db.sql("update private.allowances set hour_from = hour_from - interval '61 minutes'");
  await take(ann, "paste");
  expect(
    await db.sql("select used from private.allowances where user_id = $1 and kind = 'paste'", [ann]),
  ).toEqual([{ used: 1 }]);
});

it("is counted of users and of kinds that there are, and forgotten after its hour", async () => {
  const user = await createUser(db);
  await expect(take(user, "nothing")).rejects.toThrow("there is no kind 'nothing'");
  await expect(take("00000000-0000-4000-8000-000000000000", "paste")).rejects.toThrow("there is no user");
  await take(user, "paste");
  await db.sql("update private.allowances set hour_from = hour_from - interval '61 minutes'");
  await db.sql("select private.prune_allowances()");
  expect(await db.sql("select from private.allowances where user_id = $1", [user])).toEqual([]);
  await expect(db.asUser(user, "select take_allowance($1, 'paste')", [user])).rejects.toThrow(
    /permission denied/,
  );
});
