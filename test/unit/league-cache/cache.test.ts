import { describe, expect, it } from "vitest";
import { MAX_AGE, NOTHING_AGE, PAUSE, ViewCache, ViewUnavailable } from "../../../party/league/cache.ts";
import { SlowDatabase } from "../../harness/league-cache.ts";

function setUp({ memory }: { memory?: number } = {}) {
  const database = new SlowDatabase();
  const clock = { now: 1_000_000 };
  const logged: string[] = [];
  const cache = new ViewCache({
    read: database.read,
    now: () => clock.now,
    log: (event) => logged.push(event),
    ...(memory !== undefined && { memory }),
  });
  const text = async (tag: string) => (await cache.get(tag)).view?.text ?? null;
  /** Has the view in memory. */
  const warm = async (tag: string, body: unknown) => {
    const [read] = await Promise.all([text(tag), database.answer(body)]);
    return read;
  };
  return { cache, database, clock, logged, text, warm };
}

describe("a view", () => {
  it("is read once for a thousand who ask at the same time, and not again for those who ask later", async () => {
    const { cache, database, text } = setUp();
    const asked = Array.from({ length: 1000 }, () => text("battles"));
    await database.answer({ open: [] });
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['{"open":[]}']));
    expect(await text("battles")).toBe('{"open":[]}');
    expect(database.reads).toEqual(["battles"]);
    expect(cache.counts).toMatchObject({ tags: 1, hits: 1000, misses: 1 });
  });

  it("is read again once it was invalidated and somebody asks, and not before", async () => {
    const { cache, database, warm } = setUp();
    await warm("battles", 1);
    cache.forget(["battles", "seasons"]);
    expect(database.reads).toHaveLength(1);
    expect(await warm("battles", 2)).toBe("2");
  });

  it("that is invalidated while it is read is read again, for those who wait too", async () => {
    const { cache, database, text } = setUp();
    const early = text("battles");
    cache.forget(["battles"]);
    const late = text("battles");
    await database.answer("before");
    await database.answer("after");
    expect(await Promise.all([early, late])).toEqual(['"after"', '"after"']);
    expect(await text("battles")).toBe('"after"');
    expect(database.reads).toHaveLength(2);
  });

  it("that changes all the time does not keep its readers waiting, and none gets what is older than their question", async () => {
    const { cache, database, text } = setUp();
    const first = text("battles");
    for (const body of [1, 2]) {
      cache.forget(["battles"]);
      await database.answer(body);
      if (body === 1) await expect.poll(() => database.reads.length, { interval: 1 }).toBe(2);
    }
    expect(await first).toBe("2");
    const second = text("battles");
    await database.answer(3);
    expect(await second).toBe("3");
    expect(database.reads).toHaveLength(3);
  });

  it("that nobody invalidated is read again when it has become old, and not before somebody asks", async () => {
    const { clock, database, text, warm } = setUp();
    await warm("leaderboard:gen9ou", 1);
    clock.now += MAX_AGE - 1;
    expect(await text("leaderboard:gen9ou")).toBe("1");
    clock.now += 1;
    expect(database.reads).toHaveLength(1);
    expect(await warm("leaderboard:gen9ou", 2)).toBe("2");
  });

  it("that does not exist is remembered for a while", async () => {
    const { clock, database, text, warm } = setUp();
    const tag = "standings:00000000-0000-4000-8000-000000000001";
    expect(await warm(tag, null)).toBeNull();
    expect(await text(tag)).toBeNull();
    expect(database.reads).toHaveLength(1);
    clock.now += NOTHING_AGE;
    expect(await warm(tag, [])).toBe("[]");
  });

  it("has the same tag for the same body and another one for another", async () => {
    const { cache, warm } = setUp();
    await warm("battles", { a: 1 });
    const etag = async () => (await cache.get("battles")).view?.etag;
    const first = await etag();
    expect(first).toMatch(/^"[\w-]{22}"$/);
    cache.forget(["battles"]);
    await warm("battles", { a: 1 });
    expect(await etag()).toBe(first);
    cache.forget(["battles"]);
    await warm("battles", { a: 2 });
    expect(await etag()).not.toBe(first);
  });
});

describe("without a database", () => {
  it("a view is given as it was last, with a mark", async () => {
    const { cache, database, logged, warm } = setUp();
    await warm("battles", 1);
    cache.forget(["battles"]);
    const [reading] = await Promise.all([cache.get("battles"), database.fail()]);
    expect(reading).toMatchObject({ stale: true, view: { text: "1" } });
    expect(logged).toEqual(["view.unread"]);
  });

  it("a view that nothing is known of is refused to all who wait", async () => {
    const { cache, database } = setUp();
    const asked = [cache.get("battles"), cache.get("battles")].map((one) =>
      expect(one).rejects.toThrow(ViewUnavailable),
    );
    await database.fail();
    await Promise.all(asked);
  });

  it("it is not asked again at once, and it is after a moment", async () => {
    const { cache, clock, database, warm } = setUp();
    await Promise.all([expect(cache.get("battles")).rejects.toThrow("'battles'"), database.fail()]);
    await expect(cache.get("battles")).rejects.toThrow(ViewUnavailable);
    expect(database.reads).toHaveLength(1);
    clock.now += PAUSE;
    expect(await warm("battles", 1)).toBe("1");
  });
});

describe("memory", () => {
  it("is bounded: what was not asked for the longest goes first", async () => {
    const { cache, database, text, warm } = setUp({ memory: 3 * 1600 });
    const body = "x".repeat(1000);
    for (const format of ["gen1ou", "gen2ou", "gen3ou"]) await warm(`leaderboard:${format}`, body);
    await text("leaderboard:gen1ou");
    await warm("leaderboard:gen4ou", body);
    expect(cache.counts.tags).toBe(3);
    expect(cache.counts.bytes).toBeLessThanOrEqual(3 * 1600);
    const before = database.reads.length;
    await text("leaderboard:gen1ou");
    await text("leaderboard:gen3ou");
    expect(database.reads).toHaveLength(before);
    await warm("leaderboard:gen2ou", body);
    expect(database.reads).toHaveLength(before + 1);
  });

  it("counts every body once, however often it is read", async () => {
    const { cache, warm } = setUp();
    await warm("battles", "one");
    const { bytes } = cache.counts;
    for (let time = 0; time < 5; time += 1) {
      cache.forget(["battles"]);
      await warm("battles", "two");
    }
    expect(cache.counts).toMatchObject({ bytes, tags: 1 });
  });

  it("keeps a view that is being read, so that its readers hear of an invalidation", async () => {
    const { cache, database, text } = setUp({ memory: 600 });
    const early = text("battles");
    const other = text("seasons");
    cache.forget(["battles"]);
    await database.answer("before");
    await database.answer("seasons");
    await database.answer("after");
    expect(await Promise.all([early, other])).toEqual(['"after"', '"seasons"']);
  });
});

describe("a view that follows others", () => {
  const team = "team:00000000-0000-4000-8000-000000000001";

  it("is forgotten with what its body follows, and stays when anything else changes", async () => {
    const { cache, database, text, warm } = setUp();
    await warm(team, { follows: ["matches:1"], team: "Reds" });
    expect([...cache.forget(["matches:2", "battles"])]).toEqual(["matches:2", "battles"]);
    expect(JSON.parse((await text(team)) ?? "")).toMatchObject({ team: "Reds" });
    expect([...cache.forget(["matches:1"])]).toEqual(["matches:1", team]);
    expect(await warm(team, { follows: ["matches:2"], team: "Blues" })).toContain("Blues");
    expect([...cache.forget(["matches:1"])]).toEqual(["matches:1"]);
    expect(database.reads).toEqual([team, team]);
  });

  it("is read again when anything changes while it is read for the first time: nobody knows yet what it follows", async () => {
    const { cache, database, text } = setUp();
    const asked = text(team);
    cache.forget(["matches:1"]);
    await database.answer({ follows: ["matches:1"], team: "before" });
    await database.answer({ follows: ["matches:1"], team: "after" });
    expect(await asked).toContain("after");
  });

  it("is only one that is made of others: what another body calls so is no word for the cache", async () => {
    const { cache, warm } = setUp();
    await warm("battles", { follows: ["matches:1"] });
    expect([...cache.forget(["matches:1"])]).toEqual(["matches:1"]);
    await warm(team, { follows: "matches:1" });
    expect([...cache.forget(["matches:1"])]).toEqual(["matches:1"]);
  });
});
