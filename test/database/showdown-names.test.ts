import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { freshDatabase, type Row, type TestDatabase } from "../harness/database.ts";
import { createUser, Season } from "../harness/league.ts";

let db: TestDatabase;
let season: Season;
beforeEach(async () => {
  db = await freshDatabase();
  season = await Season.create(db);
});
afterEach(() => db.drop());

const [ash, gary] = [0, 1];
const coach = (team: number): string => season.coaches[team] ?? "";

async function ask(user: string): Promise<string> {
  const [row] = await db.asUser(user, "select request_link_code('main') as asked");
  return z.object({ code: z.string() }).parse(row?.asked).code;
}
async function say(name: string, code: string): Promise<Row> {
  const [row] = await db.rpc("use_link_code", { p_server_id: "main", p_name_id: name, p_code: code });
  return row?.use_link_code as Row;
}
const names = () => db.sql("select name_id, user_id, proof from showdown_names order by name_id");

describe("a code", () => {
  it("links the name that says it to the user who asked for it", async () => {
    const code = await ask(coach(ash));
    expect(code).toMatch(/^[2-9A-HJ-NP-Z]{8}$/);
    expect(await say("ashketchum", code)).toMatchObject({ linked: true });
    expect(await names()).toEqual([{ name_id: "ashketchum", user_id: coach(ash), proof: "code" }]);
  });

  it("serves one name alone, which is answered the same when it says it again", async () => {
    const code = await ask(coach(ash));
    const first = await say("ashketchum", code);
    expect(await say("ashketchum", code)).toEqual(first);
    expect(await say("garyoak", code)).toMatchObject({ linked: false });
    expect(await names()).toHaveLength(1);
  });

  it("is void after ten minutes, and when a new one is asked for", async () => {
    const old = await ask(coach(ash));
    const code = await ask(coach(ash));
    expect(await say("ashketchum", old)).toMatchObject({ linked: false });
    await db.sql("update showdown_codes set expires_at = clock_timestamp()");
    expect(await say("ashketchum", code)).toMatchObject({ linked: false });
    expect(await names()).toEqual([]);
  });

  it("said by two names at once links one of them", async () => {
    const code = await ask(coach(ash));
    const answers = await Promise.all(["one", "two", "three", "four"].map((name) => say(name, code)));
    expect(answers.filter(({ linked }) => linked === true)).toHaveLength(1);
    expect(await names()).toHaveLength(1);
  });

  it("does not take a name off somebody else", async () => {
    await say("ashketchum", await ask(coach(ash)));
    const answer = await say("ashketchum", await ask(coach(gary)));
    expect(answer).toEqual({
      linked: false,
      text: "Cannot link the name 'ashketchum': it is linked to somebody else",
    });
  });

  it("is kept as a digest, and shown to nobody else", async () => {
    const code = await ask(coach(ash));
    const kept = JSON.stringify(await db.sql("select *, encode(digest, 'escape') from showdown_codes"));
    expect(kept).not.toContain(code);
    await expect(db.asUser(coach(gary), "select * from showdown_codes")).rejects.toThrow(/permission denied/);
  });

  it("can be asked for ten times an hour", async () => {
    for (let time = 0; time < 10; time++) await ask(coach(ash));
    await expect(ask(coach(ash))).rejects.toThrow("you asked for ten codes within an hour");
    await db.sql("update showdown_codes set hour_from = hour_from - interval '61 minutes'");
    await ask(coach(ash));
  });

  it("is not guessed: after ten wrong ones a name is not heard for an hour", async () => {
    const code = await ask(coach(ash));
    for (let time = 0; time < 10; time++) await say("ashketchum", "AAAAAAAA");
    expect(await say("ashketchum", code)).toMatchObject({
      linked: false,
      text: expect.stringContaining("Too many"),
    });
    expect(await say("other", code)).toMatchObject({ linked: true });
  });

  it("is asked for by the service for a user, and by a user for themselves alone", async () => {
    await db.rpc("request_link_code", { p_server_id: "main", p_user: coach(gary) });
    await db.asUser(coach(ash), "select request_link_code('main', $1)", [coach(gary)]);
    expect(await db.sql("select distinct user_id from showdown_codes order by user_id")).toEqual(
      [coach(ash), coach(gary)].sort().map((user_id) => ({ user_id })),
    );
    await expect(db.asUser(coach(ash), "select request_link_code('nowhere')")).rejects.toThrow(
      "there is no Showdown server 'nowhere'",
    );
  });

  it("is forgotten by the schedule once it is of no use", async () => {
    await ask(coach(ash));
    await say("wrong", "AAAAAAAA");
    await db.sql("select private.prune_link_codes()");
    expect(await db.sql("select from showdown_codes")).toHaveLength(1);
    await db.sql(
      "update showdown_codes set expires_at = now() - interval '1 day', hour_from = now() - interval '1 day'",
    );
    await db.sql("update showdown_guesses set hour_from = now() - interval '1 day'");
    await db.sql("select private.prune_link_codes()");
    expect(await db.sql("select from showdown_codes")).toHaveLength(0);
    expect(await db.sql("select from showdown_guesses")).toHaveLength(0);
  });
});

describe("an admin's word", () => {
  const link = (actor: string | null, user: string, name: string) =>
    db.rpc("link_showdown_name", {
      p_user: user,
      p_server_id: "main",
      p_name: name,
      p_actor: actor,
      p_request_id: "request-7",
    });

  it("links a coach of their league, on record", async () => {
    const admin = await createUser(db);
    await db.sql("insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin')", [
      season.leagueId,
      admin,
    ]);
    await link(admin, coach(ash), "Ash Ketchum!");
    expect(await names()).toEqual([{ name_id: "ashketchum", user_id: coach(ash), proof: "admin" }]);
    const [act] = await db.sql("select * from admin_actions where action = 'showdown_name.linked'");
    expect(act).toMatchObject({
      actor: admin,
      subject: coach(ash),
      league_id: season.leagueId,
      request_id: "request-7",
      details: { server: "main", name: "ashketchum" },
    });
  });

  it("is nobody's about users who coach in other leagues, and no user's about others", async () => {
    const stranger = await createUser(db);
    const admin = await createUser(db);
    await db.sql("insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin')", [
      season.leagueId,
      admin,
    ]);
    await expect(link(admin, stranger, "x")).rejects.toThrow("you are no admin of a league in which user");
    await expect(link(coach(gary), coach(ash), "x")).rejects.toThrow("you are no admin");
    await expect(link(null, coach(ash), "!!!")).rejects.toThrow("it is no Showdown name");
    // As a user of the Data API one acts for oneself, whoever one says one is.
    await expect(
      db.asUser(coach(gary), "select link_showdown_name($1, 'main', 'x', $2)", [coach(ash), admin]),
    ).rejects.toThrow("you are no admin");
  });

  it("gives twenty names to a user at the most", async () => {
    for (let number = 0; number < 20; number++) await link(null, coach(ash), `name${number}`);
    await expect(link(null, coach(ash), "more")).rejects.toThrow("twenty are linked already");
  });
});

it("a name is taken off by its user, by an admin, and by nobody else", async () => {
  await db.rpc("link_showdown_name", { p_user: coach(ash), p_server_id: "main", p_name: "Ash" });
  const unlink = (user: string) => db.asUser(user, "select unlink_showdown_name('main', 'ASH') as done");
  await expect(unlink(coach(gary))).rejects.toThrow("you are no admin");
  expect(await unlink(coach(ash))).toEqual([{ done: true }]);
  expect(await unlink(coach(ash))).toEqual([{ done: false }]);
  expect(await names()).toEqual([]);
});
