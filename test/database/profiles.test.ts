import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser } from "../harness/league.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

async function nameOf(metadata: unknown): Promise<string> {
  const id = await createUser(db, metadata);
  const [profile] = await db.sql("select display_name from profiles where id = $1", [id]);
  return String(profile?.display_name);
}

describe("a new user", () => {
  it("gets a profile with the name they asked for", async () => {
    expect(await nameOf({ display_name: "Ash Ketchum" })).toBe("Ash Ketchum");
  });

  it("who comes in with Discord is called as there, unless they said something else", async () => {
    const discord = {
      name: "ketchum#0",
      full_name: "ketchum",
      custom_claims: { global_name: "Ash of Pallet" },
    };
    expect(await nameOf(discord)).toBe("Ash of Pallet");
    expect(await nameOf({ ...discord, custom_claims: "none" })).toBe("ketchum");
    expect(await nameOf({ ...discord, display_name: "Red" })).toBe("Red");
  });

  it("keeps letters of any script and loses the battle log's syntax", async () => {
    expect(await nameOf({ display_name: "  Zoë|win|Ève\n\n  サトシ " })).toBe("ZoëwinÈve サトシ");
  });

  it("is a guest when the name has nothing to say", async () => {
    for (const metadata of [
      {},
      null,
      { display_name: "" },
      { display_name: "|||" },
      { display_name: ". . ." },
      [],
    ]) {
      expect(await nameOf(metadata)).toMatch(/^Guest-[0-9a-f]{4,32}$/);
    }
  });

  it("never takes a name that another has in other letters", async () => {
    expect(await nameOf({ display_name: "Misty" })).toBe("Misty");
    expect(await nameOf({ display_name: "MISTY" })).toMatch(/^MISTY-[0-9a-f]{4}$/);
  });

  it("has at most forty characters", async () => {
    const long = "x".repeat(100);
    expect(await nameOf({ display_name: long })).toHaveLength(40);
    expect(await nameOf({ display_name: long })).toHaveLength(40);
  });

  it("can sign up beside nineteen others who ask for the same name at once", async () => {
    const names = await Promise.all(Array.from({ length: 20 }, () => nameOf({ display_name: "Brock" })));
    expect(new Set(names).size).toBe(20);
  });

  it("can sign up even when the profile cannot be made", async () => {
    await db.sql("alter table profiles add constraint nobody check (display_name <> 'Nobody')");
    const id = await createUser(db, { display_name: "Nobody" });
    expect(await db.sql("select id from auth.users where id = $1", [id])).toHaveLength(1);
  });
});
