import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser, Season } from "../harness/league.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

let serial = 100_000_000_000_000_000n;
const account = () => String(serial++);

async function call(name: string, args: Record<string, unknown>): Promise<unknown> {
  return (await db.rpc(name, args))[0]?.[name];
}
const start = async (user: string) =>
  ((await call("start_discord_link", { p_user: user })) as { code: string }).code;
const finish = (discord: string, code: string) =>
  call("finish_discord_link", { p_discord_id: discord, p_code: code });
const user = (discord: string) => call("discord_user", { p_discord_id: discord });

describe("a Discord account", () => {
  it("is a user's once the user's code was said there, in whatever case", async () => {
    const ann = await createUser(db, { display_name: "Ann" });
    const discord = account();
    expect(await user(discord)).toBeNull();
    const code = await start(ann);
    expect(code).toMatch(/^[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}$/);
    const linked = { user_id: ann, name: "Ann", discord_id: discord, pings: true };
    expect(await finish(discord, ` ${code.toLowerCase().replaceAll("-", " ")} `)).toEqual(linked);
    expect(await user(discord)).toEqual(linked);
  });

  it("cannot be had with a code that was used, replaced or has expired, nor with none", async () => {
    const ann = await createUser(db);
    const first = await start(ann);
    const second = await start(ann);
    await expect(finish(account(), first)).rejects.toMatchObject({ code: "PT404" });
    await finish(account(), second);
    await expect(finish(account(), second)).rejects.toMatchObject({ code: "PT404" });
    const third = await start(ann);
    await db.sql("update private.discord_codes set expires_at = now() - interval '1 second'");
    await expect(finish(account(), third)).rejects.toMatchObject({ code: "PT404" });
    await expect(finish(account(), "")).rejects.toMatchObject({ code: "PT404" });
  });

  it("goes with the last proof, and keeps the wish about pings", async () => {
    const [ann, bob] = [await createUser(db), await createUser(db)];
    const [one, two] = [account(), account()];
    await finish(one, await start(ann));
    await call("set_discord_pings", { p_user: ann, p_pings: false });
    await finish(two, await start(ann));
    expect(await user(one)).toBeNull();
    expect(await user(two)).toMatchObject({ user_id: ann, pings: false });
    await finish(two, await start(bob));
    expect(await user(two)).toMatchObject({ user_id: bob });
    expect(await call("remove_discord_link", { p_user: ann })).toBe(false);
    expect(await call("remove_discord_link", { p_user: bob })).toBe(true);
    expect(await user(two)).toBeNull();
  });

  it("is linked by signing in with it, and stays unlinked from a user who has another", async () => {
    const ann = await createUser(db);
    const [one, two] = [account(), account()];
    const identity = (id: string) =>
      db.sql(
        `insert into auth.identities (id, provider, provider_id, user_id, identity_data)
         values ($1, 'discord', $2, $3, '{}')`,
        [randomUUID(), id, ann],
      );
    await identity(one);
    expect(await user(one)).toMatchObject({ user_id: ann });
    await finish(two, await start(ann));
    expect(await user(one)).toBeNull();
  });

  it("shows to nobody but its user, and its codes to nobody", async () => {
    const [ann, bob] = [await createUser(db), await createUser(db)];
    await finish(account(), await start(ann));
    expect(await db.asUser(ann, "select user_id from discord_users")).toEqual([{ user_id: ann }]);
    expect(await db.asUser(bob, "select user_id from discord_users")).toEqual([]);
    await expect(db.asUser(ann, "select start_discord_link($1)", [bob])).rejects.toThrow(/permission denied/);
  });
});

describe("a guild", () => {
  it("is given to a league by its admins, stays there, and is given up by them", async () => {
    const [one, two] = [await Season.create(db), await Season.create(db)];
    const admin = await createUser(db);
    await db.sql("insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin')", [
      one.leagueId,
      admin,
    ]);
    const guild = account();
    const set = (by: string, league: string, id = guild) =>
      db.asUser(by, "select set_discord_guild($1, $2)", [league, id]);
    await set(admin, one.leagueId);
    await set(admin, one.leagueId);
    await expect(set(admin, two.leagueId)).rejects.toMatchObject({ code: "PT403" });
    await expect(
      db.rpc("set_discord_guild", { p_league_id: two.leagueId, p_guild_id: guild }),
    ).rejects.toMatchObject({ code: "PT409" });
    await expect(set(admin, one.leagueId, "my server")).rejects.toMatchObject({ code: "PT400" });
    await expect(
      db.asUser(await createUser(db), "select remove_discord_guild($1)", [guild]),
    ).rejects.toMatchObject({ code: "PT403" });
    await db.asUser(admin, "select remove_discord_guild($1)", [guild]);
    await db.rpc("set_discord_guild", { p_league_id: two.leagueId, p_guild_id: guild });
    const lines = await db.sql("select action, actor from admin_actions where subject = $1 order by id", [
      guild,
    ]);
    expect(lines.map(({ action }) => action)).toEqual([
      "guild.set",
      "guild.set",
      "guild.removed",
      "guild.set",
    ]);
  });
});
