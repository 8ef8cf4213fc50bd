import { describe, expect, it } from "vitest";
import type { LeagueClientMessage } from "../../../functions/_shared/schema/league.ts";
import { BODY_LIMIT } from "../../../party/league/frames.ts";
import { LeagueRoom } from "../../../party/league/room.ts";
import { CLOSE_FLOOD, MESSAGES, REFUSALS } from "../../../party/sockets/rate.ts";
import { CLOSE_MALFORMED, PATIENCE } from "../../../party/sockets/socket.ts";
import { FakeSocket } from "../../harness/league-cache.ts";

/** A room over a database that answers at once, with a clock and waiting that the test plays. */
function setUp() {
  const bodies = new Map<string, unknown>();
  const state = { isUp: true, reads: 0, now: 1_000_000 };
  const waiting: (() => void)[] = [];
  const deps = {
    read: async (tag: string) => {
      state.reads += 1;
      if (!state.isUp) throw new Error("connect ECONNREFUSED");
      const body = bodies.get(tag);
      return body === undefined ? null : JSON.stringify(body);
    },
    now: () => state.now,
    wait: () => new Promise<void>((resolve) => waiting.push(resolve)),
    log: () => {},
  };
  const room = new LeagueRoom(deps);
  const say = (socket: FakeSocket, message: LeagueClientMessage) =>
    room.receive(socket, JSON.stringify(message));
  const page = async (...tags: string[]) => {
    const socket = new FakeSocket();
    room.open(socket);
    if (tags.length > 0) await say(socket, { type: "SUBSCRIBE", v: 1, tags });
    return socket;
  };
  const seen = (socket: FakeSocket, tag = "battles") => say(socket, { type: "SEEN", tag });
  const change = (body: unknown, tag = "battles") => {
    bodies.set(tag, body);
    room.invalidate([tag]);
  };
  /** Lets so much time pass that whatever waits goes on. */
  const goOn = async () => {
    await expect.poll(() => waiting.length, { interval: 1 }).toBeGreaterThan(0);
    state.now += 60_000;
    for (const task of waiting.splice(0)) task();
  };
  return { room, deps, bodies, state, page, say, seen, change, goOn };
}

const soon = (read: () => unknown) => expect.poll(read, { interval: 1 });

describe("a page that follows a view", () => {
  it("gets it at once, and again when it changes", async () => {
    const { bodies, page, seen, change } = setUp();
    bodies.set("battles", 1);
    const socket = await page("battles");
    expect(socket.frames).toEqual([
      { type: "VIEW", tag: "battles", etag: expect.stringMatching(/^"[\w-]+"$/), body: 1 },
    ]);
    await seen(socket);
    change(2);
    await soon(() => socket.bodies("battles")).toEqual([1, 2]);
  });

  it("gets the latest body alone after it was slow", async () => {
    const { bodies, page, seen, change, goOn } = setUp();
    bodies.set("battles", 1);
    const [slow, quick] = [await page("battles"), await page("battles")];
    await seen(quick);
    for (const body of [2, 3]) {
      change(body);
      await soon(() => quick.bodies("battles").at(-1)).toBe(body);
      await seen(quick);
      await goOn();
    }
    expect(slow.bodies("battles")).toEqual([1]);
    await seen(slow);
    expect(slow.bodies("battles")).toEqual([1, 3]);
  });

  it("is not sent what it has: not at first, and not when a change came to nothing", async () => {
    const { room, bodies, state, page, say, seen } = setUp();
    bodies.set("battles", 1);
    const first = await page("battles");
    const [frame] = first.frames;
    const etag = frame?.type === "VIEW" ? frame.etag : "";
    const other = await page();
    await say(other, { type: "SUBSCRIBE", v: 1, tags: ["battles"], have: { battles: etag } });
    expect(other.frames).toEqual([]);
    await seen(first);
    const before = state.reads;
    room.invalidate(["battles"]);
    await soon(() => state.reads).toBe(before + 1);
    await room.read("battles");
    expect(first.frames).toHaveLength(1);
    expect(room.status()).toMatchObject({ pushes: 1, connections: 2 });
  });

  it("costs one read with a thousand others, however often the view changes at once", async () => {
    const { room, bodies, state, page, goOn } = setUp();
    bodies.set("battles", 1);
    const pages = await Promise.all(Array.from({ length: 1000 }, () => page("battles")));
    expect(state.reads).toBe(1);
    for (let time = 0; time < 100; time += 1) room.invalidate(["battles"]);
    await goOn();
    await soon(() => room.status().misses).toBeGreaterThan(1);
    // One that was under way when the view changed, and one that began after.
    expect(state.reads).toBeLessThanOrEqual(3);
    expect(pages.every((one) => one.frames.length === 1)).toBe(true);
  });

  it("hears nothing of a view that it follows no more, nor of one that it never followed", async () => {
    const { bodies, page, say, change, room } = setUp();
    bodies.set("battles", 1);
    bodies.set("seasons", 1);
    const socket = await page("battles", "seasons");
    await say(socket, { type: "UNSUBSCRIBE", tags: ["battles"] });
    change(2);
    change(2, "leaderboard:gen9ou");
    await room.read("battles");
    expect(socket.frames).toHaveLength(2);
  });

  it("is told to fetch a body that is too large to be sent", async () => {
    const { bodies, page } = setUp();
    bodies.set("battles", "x".repeat(BODY_LIMIT));
    expect((await page("battles")).frames).toEqual([{ type: "INVALIDATED", tags: ["battles"] }]);
  });

  it("hears that there is no such view", async () => {
    const { page } = setUp();
    expect((await page("leaderboard:gen9ou")).frames).toMatchObject([
      { type: "ERROR", code: "UNKNOWN_VIEW", tag: "leaderboard:gen9ou", recoverable: true },
    ]);
  });

  it("follows it on after the room lost its memory", async () => {
    const { deps, bodies, page, change: _ } = setUp();
    bodies.set("battles", 1);
    const socket = await page("battles");
    const woken = new LeagueRoom(deps);
    woken.open(socket);
    bodies.set("battles", 2);
    woken.invalidate(["battles"]);
    await soon(() => socket.bodies("battles")).toEqual([1, 2]);
  });
});

describe("a page that follows nothing", () => {
  it("is told which views changed, and causes no read", async () => {
    const { page, room, state } = setUp();
    const socket = await page();
    expect(room.invalidate(["battles", "standings:1"])).toBe(1);
    expect(socket.frames).toEqual([{ type: "INVALIDATED", tags: ["battles", "standings:1"] }]);
    expect(state.reads).toBe(0);
  });
});

describe("without a database", () => {
  it("a page hears of it, and gets the view as soon as it can be read", async () => {
    const { bodies, state, page, goOn } = setUp();
    state.isUp = false;
    const socket = await page("battles");
    expect(socket.errors).toEqual(["STORE_UNAVAILABLE"]);
    await goOn();
    state.isUp = true;
    bodies.set("battles", 1);
    await goOn();
    await soon(() => socket.bodies("battles")).toEqual([1]);
  });

  it("a page that comes gets the last body with a mark, and the others what changed once it can be read", async () => {
    const { bodies, state, page, seen, change, goOn } = setUp();
    bodies.set("battles", 1);
    const early = await page("battles");
    await seen(early);
    state.isUp = false;
    change(2);
    const late = await page("battles");
    expect(late.frames).toMatchObject([{ type: "VIEW", body: 1, stale: true }]);
    expect(early.frames).toHaveLength(1);
    state.isUp = true;
    await seen(late);
    await goOn();
    await soon(() => [early.bodies("battles"), late.bodies("battles")]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});

describe("a connection's limits", () => {
  it("are twenty views; more are refused and change nothing", async () => {
    const { bodies, page, say } = setUp();
    const tags = Array.from({ length: 20 }, (_, number) => `leaderboard:gen9format${number}`);
    for (const tag of tags) bodies.set(tag, 1);
    const socket = await page(...tags);
    socket.frames.length = 0;
    await say(socket, { type: "SUBSCRIBE", v: 1, tags: ["battles"] });
    expect(socket.errors).toEqual(["TOO_MANY_VIEWS"]);
    expect(socket.state).toEqual({ tags });
  });

  it("are one body of a view that it has not read, however often it asks", async () => {
    const { bodies, state, page, say, seen } = setUp();
    bodies.set("battles", 1);
    const socket = await page("battles");
    for (let asked = 0; asked < 5; asked += 1) {
      await say(socket, { type: "SUBSCRIBE", v: 1, tags: ["battles"] });
      await say(socket, { type: "UNSUBSCRIBE", tags: ["battles"] });
      state.now += 1000;
    }
    expect(socket.bodies("battles")).toEqual([1]);
    const { reads } = state;
    await seen(socket);
    expect(state.reads).toBe(reads);
    await say(socket, { type: "SUBSCRIBE", v: 1, tags: ["battles"] });
    expect(socket.bodies("battles")).toEqual([1, 1]);
  });

  it("are twenty views that it has not read, whether it follows them still or not", async () => {
    const { bodies, page, say, seen } = setUp();
    const tags = Array.from({ length: 20 }, (_, number) => `leaderboard:gen9format${number}`);
    for (const tag of [...tags, "battles"]) bodies.set(tag, 1);
    const socket = await page(...tags);
    await say(socket, { type: "UNSUBSCRIBE", tags });
    await say(socket, { type: "SUBSCRIBE", v: 1, tags: ["battles"] });
    expect(socket.errors).toEqual(["TOO_MANY_VIEWS"]);
    await seen(socket, tags[0]);
    await say(socket, { type: "SUBSCRIBE", v: 1, tags: ["battles"] });
    expect(socket.bodies("battles")).toEqual([1]);
  });

  it("are five messages a second; what it has read does not count", async () => {
    const { bodies, page, seen, say } = setUp();
    const tags = Array.from({ length: 20 }, (_, number) => `leaderboard:gen9format${number}`);
    for (const tag of tags) bodies.set(tag, 1);
    const socket = await page(...tags);
    for (const tag of tags) await seen(socket, tag);
    expect(socket.errors).toEqual([]);
    for (let sent = 1; sent < MESSAGES.burst + REFUSALS.burst; sent += 1) {
      await say(socket, { type: "UNSUBSCRIBE", tags: ["battles"] });
    }
    expect(new Set(socket.errors)).toEqual(new Set(["RATE_LIMITED"]));
    expect(socket.closed).toBeNull();
    await say(socket, { type: "UNSUBSCRIBE", tags: ["battles"] });
    expect(socket.closed).toBe(CLOSE_FLOOD);
  });

  it("are messages of the protocol; who keeps sending others is closed", async () => {
    const { room, state, page } = setUp();
    const socket = await page();
    const others = [
      "",
      "{",
      "null",
      '{"type":"INVALIDATED","tags":["forged"]}',
      new ArrayBuffer(2),
      "x".repeat(20_000),
    ];
    for (let sent = 0; sent < PATIENCE; sent += 1) {
      state.now += 1000;
      await room.receive(socket, others[sent % others.length]);
    }
    expect(new Set(socket.errors)).toEqual(new Set(["INVALID_MESSAGE"]));
    expect(socket.frames.at(-1)).toMatchObject({ recoverable: false });
    expect(socket.closed).toBe(CLOSE_MALFORMED);
  });
});

describe("a page that follows a view which follows others", () => {
  const team = "team:00000000-0000-4000-8000-000000000001";
  const matches = "matches:00000000-0000-4000-8000-000000000002";

  it("gets it when one of those changes", async () => {
    const { bodies, page, seen, change } = setUp();
    bodies.set(team, { follows: [matches], wins: 0 });
    const socket = await page(team);
    await seen(socket, team);
    bodies.set(team, { follows: [matches], wins: 1 });
    change([], matches);
    await soon(() => socket.bodies(team)).toEqual([
      { follows: [matches], wins: 0 },
      { follows: [matches], wins: 1 },
    ]);
  });

  it("gets it also after the room has lost its memory, whatever it follows", async () => {
    const { bodies, deps, page } = setUp();
    bodies.set(team, { follows: [matches], wins: 0 });
    const socket = await page(team);
    const woken = new LeagueRoom(deps);
    woken.open(socket);
    bodies.set(team, { follows: [matches], wins: 1 });
    woken.invalidate([matches]);
    await soon(() => socket.bodies(team).at(-1)).toMatchObject({ wins: 1 });
  });
});
