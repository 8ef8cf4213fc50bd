import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser, Season } from "../harness/league.ts";

const Invite = z.strictObject({
  code: z.string().regex(/^([0-9A-F]{4}-){3}[0-9A-F]{4}$/),
  expiresAt: z.string(),
});

let db: TestDatabase;
let season: Season;
let admin: string;
let team: string;

beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db.drop());

beforeEach(async () => {
  season = await Season.create(db, 2);
  admin = await createUser(db);
  await db.sql("insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin')", [
    season.leagueId,
    admin,
  ]);
  team = String(season.teams[0]);
  await db.sql("update teams set coach_id = null where id = $1", [team]);
});

async function invite(user = admin, to = team): Promise<string> {
  const [row] = await db.asUser(user, "select invite_coach($1, 'r-1') as invite", [to]);
  return Invite.parse(row?.invite).code;
}

const accept = (user: string, code: string) => db.asUser(user, "select accept_invite($1) as taken", [code]);
const coach = async () => (await db.sql("select coach_id from teams where id = $1", [team]))[0]?.coach_id;

describe("an invitation", () => {
  it("makes whoever enters its code the team's coach, and answers the same when it is said again", async () => {
    const code = await invite();
    const user = await createUser(db);
    const [first] = await accept(user, code.toLowerCase().replaceAll("-", " "));
    expect(first?.taken).toMatchObject({ teamId: team, team: "Team 1", season: "Season", league: "League" });
    expect(await coach()).toBe(user);
    expect(await accept(user, code)).toEqual([first]);
    const lines = await db.sql("select actor, action from admin_actions where subject = $1 order by id", [
      team,
    ]);
    expect(lines).toEqual([
      { actor: admin, action: "team.invited" },
      { actor: user, action: "team.taken" },
    ]);
  });

  it("serves one user", async () => {
    const code = await invite();
    await accept(await createUser(db), code);
    await expect(accept(await createUser(db), code)).rejects.toMatchObject({ code: "PT404" });
    const again = await db.sql("update teams set coach_id = null where id = $1", [team]);
    expect(again).toEqual([]);
    await expect(accept(await createUser(db), code)).rejects.toMatchObject({ code: "PT404" });
  });

  it("of two who enter it at once has one", async () => {
    const code = await invite();
    const users = [await createUser(db), await createUser(db)];
    const outcomes = await Promise.allSettled(users.map((user) => accept(user, code)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("is void when it is wrong, too old, or another was made after it", async () => {
    const user = await createUser(db);
    for (const code of ["", "0000-0000-0000-0000", "x".repeat(10_000)]) {
      await expect(accept(user, code)).rejects.toMatchObject({ code: "PT404" });
    }
    const old = await invite();
    const code = await invite();
    await expect(accept(user, old)).rejects.toMatchObject({ code: "PT404" });
    await db.sql(
      "update private.team_invites set expires_at = now() - interval '1 second' where team_id = $1",
      [team],
    );
    await expect(accept(user, code)).rejects.toMatchObject({ code: "PT404" });
    expect(await coach()).toBeNull();
  });

  it("gives nobody a second team of the season", async () => {
    const code = await invite();
    await expect(accept(String(season.coaches[1]), code)).rejects.toMatchObject({
      code: "PT409",
      message: "Cannot take the team: you coach another one of 'Season'",
    });
  });

  it("is nothing for guests without a user, and made by admins, of teams that have no coach", async () => {
    const code = await invite();
    await expect(db.as("anon", "select accept_invite($1)", [code])).rejects.toThrow(/permission denied/);
    await expect(invite(await createUser(db))).rejects.toMatchObject({ code: "PT403" });
    await expect(invite(admin, season.teams[1])).rejects.toMatchObject({ code: "PT409" });
  });

  it("is listed for admins until it is used, without its code", async () => {
    const listed = async () =>
      (await db.asUser(admin, "select season_invites($1) as list", [season.id]))[0]?.list;
    expect(await listed()).toEqual([]);
    const code = await invite();
    expect(await listed()).toEqual([{ teamId: team, expiresAt: expect.any(String) }]);
    expect(JSON.stringify(await db.sql("select * from private.team_invites"))).not.toContain(
      code.replaceAll("-", ""),
    );
    await accept(await createUser(db), code);
    expect(await listed()).toEqual([]);
  });
});
