import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../harness/database.ts";
import { createUser } from "../harness/league.ts";

let db: TestDatabase;
let ann: string;
let bob: string;
beforeAll(async () => {
  db = await freshDatabase();
  ann = await createUser(db, { display_name: "Ann" });
  bob = await createUser(db, { display_name: "Bob" });
});
afterAll(() => db.drop());

interface Replay {
  id?: string;
  format?: string;
  p1?: string | null;
  p2?: string | null;
  /** Species that the log shows of p1. */
  team?: string[];
  ended?: string;
  status?: string;
  replay?: string | null;
}

/** A battle that is over, as it lies in the table. */
async function replay(values: Replay = {}): Promise<string> {
  const {
    id = `r-${randomUUID()}`,
    format = "gen9ou",
    p1 = "Ann",
    p2 = "Bob",
    team = ["Pikachu"],
    ended = "2026-11-20T12:00:00Z",
    status = "completed",
    replay: path = `${id}.log`,
  } = values;
  const summary = {
    players: {
      p1: { pokemon: team.map((species) => ({ species })) },
      p2: { pokemon: [{ species: "Ditto" }] },
    },
  };
  await db.sql(
    `insert into battles (
       id, format, status, p1_user, p2_user, p1_name, p2_name, winner_seat, end_type, turns, p1_score, p2_score,
       differential, summary, replay_path, input_log_path, correlation_id, ended_at, completed_at, dispute_reason
     ) values ($1, $2, $3, $4, $5, $6, $7, 'p1', 'win', 9, 2, 0, 2, $8, $9, $10, $11, $12, now(), 'Because')`,
    [id, format, status, ann, bob, p1, p2, JSON.stringify(summary), path, `${id}.txt`, randomUUID(), ended],
  );
  return id;
}

interface Found {
  replays: { id: string; p1_team: string[] | null }[];
  next: string | null;
}

async function search(query: unknown, after: string | null = null, limit = 20): Promise<Found> {
  const [row] = await db.as("anon", "select find_replays($1, $2, $3) as found", [
    JSON.stringify(query),
    after,
    limit,
  ]);
  return row?.found as Found;
}
const find = async (query: unknown) => (await search(query)).replays.map(({ id }) => id);

describe("a search for replays", () => {
  it("finds those of a player, whatever the case of their name, and of two against each other", async () => {
    const names = ["Élodie", "Zed", "Yan"];
    const one = await replay({ p1: names[0] as string, p2: names[1] as string });
    const two = await replay({
      p1: names[2] as string,
      p2: names[0] as string,
      ended: "2026-11-21T12:00:00Z",
    });
    expect(await find({ players: ["ÉLODIE "] })).toEqual([two, one]);
    expect(await find({ players: ["élodie", "zed"] })).toEqual([one]);
    expect(await find({ players: ["élod"] })).toEqual([]);
  });

  it("finds those of a format, with a Pokémon however it is written, in a stretch of time, and all of it at once", async () => {
    const ended = "2026-10-05T10:00:00Z";
    const one = await replay({ format: "gen7ou", team: ["Ho-Oh", "Great Tusk"], ended });
    const two = await replay({ format: "gen7ou", team: ["Great Tusk"], ended: "2026-10-06T10:00:00Z" });
    expect(await find({ format: "gen7ou" })).toEqual([two, one]);
    expect(await find({ pokemon: ["ho oh"] })).toEqual([one]);
    expect(await find({ pokemon: ["Great Tusk", "Ditto"], format: "gen7ou" })).toEqual([two, one]);
    expect(await find({ format: "gen7ou", from: "2026-10-06T00:00:00Z" })).toEqual([two]);
    expect(await find({ format: "gen7ou", until: "2026-10-06T00:00:00Z" })).toEqual([one]);
    expect(await find({ format: "gen7ou", pokemon: ["ho-oh"], players: ["ann"], from: ended })).toEqual([
      one,
    ]);
    expect(await find({ format: "gen7ou", players: ["nobody"] })).toEqual([]);
  });

  it("finds every forme by the name of its species, and one alone by its own", async () => {
    const format = "gen9monotype";
    const one = await replay({ format, team: ["Ogerpon-Wellspring"] });
    const two = await replay({ format, team: ["Ogerpon"], ended: "2026-11-21T12:00:00Z" });
    const three = await replay({ format, team: ["Wo-Chien", "Urshifu-Rapid-Strike"] });
    expect(await find({ format, pokemon: ["ogerpon"] })).toEqual([two, one]);
    expect(await find({ format, pokemon: ["Ogerpon-Wellspring"] })).toEqual([one]);
    expect(await find({ format, pokemon: ["urshifu", "wo-chien"] })).toEqual([three]);
    expect(await find({ format, pokemon: ["wo"] })).toEqual([]);
  });

  it("shows nothing of a battle before its end, of one that counts for nobody, and of one without a log", async () => {
    const player = "Hidden";
    await replay({ p1: player, status: "live" });
    await replay({ p1: player, status: "void" });
    await replay({ p1: player, status: "disputed", replay: null });
    expect(await find({ players: [player] })).toEqual([]);
    const disputed = await replay({ p1: player, status: "disputed" });
    expect(await find({ players: [player] })).toEqual([disputed]);
  });

  it("follows what becomes of a battle", async () => {
    const id = await replay({ p1: "Fickle", status: "live" });
    await db.sql("update battles set status = 'ended', summary = null where id = $1", [id]);
    const { replays } = await search({ players: ["Fickle"] });
    expect(replays).toMatchObject([{ id, p1_team: null }]);
    await db.sql("update battles set p1_name = 'Renamed' where id = $1", [id]);
    expect(await find({ players: ["Fickle"] })).toEqual([]);
    await db.sql("update battles set status = 'void' where id = $1", [id]);
    expect(await find({ players: ["Renamed"] })).toEqual([]);
    await db.sql("update battles set status = 'ended' where id = $1", [id]);
    await db.sql("delete from battles where id = $1", [id]);
    expect(await find({ players: ["Renamed"] })).toEqual([]);
  });

  it("comes a page at a time, each replay once, though many ended in one moment", async () => {
    const ids: string[] = [];
    for (let number = 0; number < 7; number += 1) ids.push(await replay({ format: "gen3ou" }));
    const seen: string[] = [];
    let next: string | null = null;
    do {
      const page: Found = await search({ format: "gen3ou" }, next, 3);
      expect(page.replays.length).toBeLessThanOrEqual(3);
      seen.push(...page.replays.map(({ id }) => id));
      next = page.next;
    } while (next !== null);
    expect(seen).toEqual(ids.sort().reverse());
  });

  it("walks a thousand replays at the most in one call, and says where to go on", async () => {
    await db.sql(
      `insert into battles (id, format, status, p1_name, p2_name, end_type, turns, replay_path, input_log_path, correlation_id, ended_at)
       select 'many-' || n, 'gen2ou', 'ended', 'One', case when n = 1 then 'Rare' else 'Often' end, 'win', 1, 'x', 'y',
         gen_random_uuid(), '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute'
       from generate_series(1, 2500) n`,
    );
    // The rare one of the two is walked, so that one step finds it.
    expect(await find({ format: "gen2ou", players: ["rare"] })).toEqual(["many-1"]);
    // None is rare, and no two meet.
    await db.sql(
      "update battles set format = 'gen1ou' where id like 'many-%' and right(id, 1) in ('2', '4', '6', '8', '0')",
    );
    const first = await search({ format: "gen2ou", players: ["Often"], until: "2026-01-01T00:02:00Z" });
    expect(first).toEqual({ replays: [], next: null });
    await db.sql("update battles set p1_name = 'Odd' where id like 'many-%' and format = 'gen2ou'");
    const page = await search({ players: ["Odd", "One"] });
    expect(page.replays).toEqual([]);
    expect(page.next).toMatch(/^2026-01-0\dT.*Z\/many-/);
    expect(await search({ players: ["Odd", "One"] }, page.next)).toMatchObject({ replays: [], next: null });
  });

  it("reads as much of an index as it walks, however many replays there are", async () => {
    await db.sql(
      `insert into replay_terms (term, ended_at, battle_id)
       select '*', '2025-01-01T00:00:00Z'::timestamptz + n * interval '1 second', 'many-' || (1 + n % 2500)
       from generate_series(1, 60000) n`,
    );
    await db.sql("vacuum analyze replay_terms");
    const plan = await db.sql(
      `explain (analyze, format json) select t.ended_at, t.battle_id from replay_terms t
       where t.term = '*' and t.ended_at >= '-infinity' and t.ended_at < 'infinity'
         and (t.ended_at, t.battle_id) < ('infinity', '')
       order by t.ended_at desc, t.battle_id desc limit 1000`,
    );
    const text = JSON.stringify(plan);
    expect(text).toContain('"Index Only Scan"');
    expect(text).toContain('"Backward"');
    expect(text).not.toMatch(/Seq Scan|"Sort"/);
    const [{ counted } = {}] = await db.sql("select private.rarest_term('{*,format:gen2ou}') as counted");
    expect(counted).toBe("format:gen2ou");
  });

  it("refuses what is no search, and says why", async () => {
    await expect(find([])).rejects.toThrow("the search must be an object");
    await expect(find({ text: "%" })).rejects.toThrow("not searched by 'text'");
    await expect(find({ players: "Ann" })).rejects.toThrow("must be lists");
    await expect(find({ players: ["a", "b", "c"] })).rejects.toThrow("two players and six Pokémon");
    await expect(find({ from: "yesterday-ish" })).rejects.toThrow("a moment of the search is none");
    await expect(search({}, "not/a cursor")).rejects.toThrow("a moment of the search is none");
    expect((await search({}, null, 100_000)).replays).toHaveLength(50);
  });

  it("leaves the terms themselves to the service", async () => {
    await expect(db.as("anon", "select term from replay_terms")).rejects.toThrow(/permission denied/);
    await expect(db.asUser(ann, "select term from replay_terms")).rejects.toThrow(/permission denied/);
  });
});

describe("names to search for", () => {
  const names = async (kind: string, beginning: string) => {
    const [row] = await db.as("anon", "select replay_names($1, $2) as names", [kind, beginning]);
    return row?.names;
  };

  it("are those that begin so, as they are spelt, eight at the most", async () => {
    for (let number = 0; number < 10; number += 1) await replay({ p1: `Prefix ${number}`, p2: "prefix 0" });
    expect(await names("player", "PREF")).toEqual(
      Array.from({ length: 8 }, (_, number) =>
        number === 0 ? expect.stringMatching(/prefix 0/i) : `Prefix ${number}`,
      ),
    );
    await replay({ team: ["Walking Wake"] });
    expect(await names("pokemon", "walkingw")).toEqual(["Walking Wake"]);
    await replay({ team: ["Ogerpon-Cornerstone"] });
    expect(await names("pokemon", "ogerpon")).toEqual([
      "Ogerpon",
      "Ogerpon-Cornerstone",
      "Ogerpon-Wellspring",
    ]);
    expect(await names("player", "100%_")).toEqual([]);
    await expect(names("password", "a")).rejects.toThrow("ask for a player or a pokemon");
  });
});

describe("one's own input log", () => {
  const own = async (battle: string, user: string | null) => {
    const [row] = await db.rpc("own_input_log", { p_battle_id: battle, p_user_id: user });
    return row?.own_input_log;
  };

  it("is told to each player of a battle that is over, with their own seat", async () => {
    const id = await replay();
    expect(await own(id, ann)).toEqual({ seat: "p1", path: `${id}.txt` });
    expect(await own(id, bob)).toEqual({ seat: "p2", path: `${id}.txt` });
  });

  it("is told to nobody else, to nobody before the end, and by the service alone", async () => {
    const [id, live] = [await replay(), await replay({ status: "live" })];
    const other = await createUser(db);
    await expect(own(id, other)).rejects.toThrow("you did not play this battle");
    await expect(own(id, null)).rejects.toThrow("you did not play this battle");
    await expect(own(live, ann)).rejects.toThrow("the battle is live");
    await expect(own("nothing", ann)).rejects.toThrow("there is no battle 'nothing'");
    for (const query of ["select own_input_log($1, $2)"]) {
      await expect(db.asUser(ann, query, [id, ann])).rejects.toThrow(/permission denied/);
      await expect(db.as("anon", query, [id, ann])).rejects.toThrow(/permission denied/);
    }
  });

  it("is not there for a battle of another server, or one that nobody of us played", async () => {
    const id = await replay({ status: "disputed" });
    await db.sql("update battles set input_log_path = null where id = $1", [id]);
    await expect(own(id, ann)).rejects.toThrow("nothing of it was recorded");
    await db.sql("update battles set p1_user = null, p2_user = null where id = $1", [id]);
    await expect(own(id, null)).rejects.toThrow("you did not play this battle");
  });
});
