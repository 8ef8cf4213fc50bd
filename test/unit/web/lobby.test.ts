import { beforeEach, describe, expect, it, vi } from "vitest";
import { LobbyServerMessage } from "../../../functions/_shared/schema/lobby.ts";
import { enterLobby } from "../../../party/web/lobby/client.ts";
import { NO_SEARCH, reduceSearch, type SearchState, type Wish } from "../../../party/web/lobby/state.ts";

const userId = "00000000-0000-4000-8000-000000000001";
const teamId = "00000000-0000-4000-8000-000000000002";
const wish: Wish = { format: "gen9ou", teamId };

const authenticated = { type: "AUTHENTICATED", v: 1, userId };
const queued = { type: "QUEUE_JOINED", format: "gen9ou", position: 2, range: 120, waiting: 5, waited: 4 };
const found = {
  type: "MATCH_FOUND",
  battleId: "b-1",
  seat: "p2",
  ticket: "secret",
  confirm: 15,
  opponent: { name: "Bob", rating: 1012 },
  why: { gap: 12, you: { range: 120, waited: 4 }, opponent: { range: 145, waited: 9 } },
};
const error = (code: string, more: object = {}) => ({
  type: "ERROR",
  code,
  message: "no",
  recoverable: true,
  ...more,
});

function lobby(more: { wish?: Wish; token?: () => Promise<string>; random?: () => number } = {}) {
  const sent: { type: string }[] = [];
  const listeners = new Map<string, (event: { data: unknown }) => void>();
  const calls: string[] = [];
  const client = enterLobby({
    socket: {
      send: (text) => sent.push(JSON.parse(text)),
      close: () => calls.push("close"),
      reconnect: () => calls.push("reconnect"),
      addEventListener: (type: string, listener: (event: { data: unknown }) => void) =>
        void listeners.set(type, listener),
    },
    wish,
    token: async () => "token",
    random: () => 0.5,
    received: () => {},
    connected: (open) => calls.push(open ? "connected" : "disconnected"),
    settled: () => calls.push("settled"),
    failed: () => calls.push("failed"),
    ...more,
  });
  const fire = async (type: string, message?: unknown) => {
    listeners.get(type)?.({ data: JSON.stringify(message) });
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { client, sent, calls, fire };
}

const types = (sent: { type: string }[]) => sent.map(({ type }) => type);

describe("a client of the lobby", () => {
  beforeEach(() => void vi.useFakeTimers());

  it("says who it is, and queues once it is believed", async () => {
    const { sent, fire } = lobby();
    await fire("open");
    expect(sent).toEqual([{ type: "AUTHENTICATE", v: 1, token: "token" }]);
    await fire("message", authenticated);
    expect(sent.at(-1)).toEqual({ type: "JOIN_QUEUE", format: "gen9ou", teamId });
  });

  it("names no team where the format draws them", async () => {
    const { sent, fire } = lobby({ wish: { format: "gen9randombattle", teamId: null } });
    await fire("open");
    await fire("message", authenticated);
    expect(sent.at(-1)).toEqual({ type: "JOIN_QUEUE", format: "gen9randombattle" });
  });

  it("queues again by itself after a lost connection", async () => {
    const { sent, fire } = lobby();
    for (const type of ["open", "message", "close", "open", "message"]) await fire(type, authenticated);
    expect(types(sent)).toEqual(["AUTHENTICATE", "JOIN_QUEUE", "AUTHENTICATE", "JOIN_QUEUE"]);
  });

  it("does not queue again while a battle that was found waits for its players", async () => {
    const { sent, fire } = lobby();
    await fire("open");
    await fire("message", authenticated);
    await fire("message", found);
    await fire("close");
    await fire("open");
    await fire("message", authenticated);
    expect(types(sent)).toEqual(["AUTHENTICATE", "JOIN_QUEUE", "AUTHENTICATE"]);
  });

  it("leaves it to the lobby to take it back when the opponent did not come", async () => {
    const { client, sent, fire } = lobby();
    await fire("open");
    await fire("message", authenticated);
    await fire("message", found);
    client.abandoned();
    await fire("message", queued);
    vi.advanceTimersByTime(10_000);
    expect(types(sent)).toEqual(["AUTHENTICATE", "JOIN_QUEUE"]);
  });

  it("lets go of a battle that nobody has looked at, and not of one whose opponent did not come", async () => {
    const { calls, fire } = lobby();
    await fire("open");
    await fire("message", found);
    await fire("close");
    vi.advanceTimersByTime(39_999);
    expect(calls).toEqual(["connected", "disconnected"]);
    vi.advanceTimersByTime(1);
    expect(calls).toEqual(["connected", "disconnected", "settled"]);

    const back = lobby();
    await back.fire("open");
    await back.fire("message", found);
    await back.fire("message", queued);
    vi.advanceTimersByTime(60_000);
    expect(back.calls).not.toContain("settled");
  });

  it("asks for its place itself when the lobby does not give it back", async () => {
    const { client, sent, fire } = lobby();
    await fire("open");
    await fire("message", authenticated);
    await fire("message", found);
    client.abandoned();
    vi.advanceTimersByTime(3000);
    expect(types(sent)).toEqual(["AUTHENTICATE", "JOIN_QUEUE", "JOIN_QUEUE"]);
  });

  it("tries again when matchmaking cannot be reached, and not all at the same moment", async () => {
    const asked = async (random: number) => {
      const { sent, fire } = lobby({ random: () => random });
      await fire("open");
      await fire("message", authenticated);
      await fire("message", error("STORE_UNAVAILABLE"));
      const joins = [];
      for (const wait of [1999, 1, 1999, 1]) {
        vi.advanceTimersByTime(wait);
        joins.push(types(sent).filter((type) => type === "JOIN_QUEUE").length);
      }
      return joins;
    };
    expect(await asked(0)).toEqual([1, 2, 2, 2]);
    expect(await asked(1)).toEqual([1, 1, 1, 2]);
  });

  it("says again who it is when that cannot be checked for now", async () => {
    const { sent, fire } = lobby();
    await fire("open");
    await fire("message", error("STORE_UNAVAILABLE"));
    await vi.advanceTimersByTimeAsync(3000);
    expect(types(sent)).toEqual(["AUTHENTICATE", "AUTHENTICATE"]);
  });

  it("says that it leaves, and is silent from then on", async () => {
    const { client, sent, calls, fire } = lobby();
    await fire("open");
    await fire("message", authenticated);
    await fire("message", error("STORE_UNAVAILABLE"));
    client.leave();
    vi.advanceTimersByTime(60_000);
    expect(types(sent)).toEqual(["AUTHENTICATE", "JOIN_QUEUE", "LEAVE_QUEUE"]);
    expect(calls).toEqual(["connected", "close"]);
  });

  it("sends no token that came too late on a new connection", async () => {
    const waiting: ((token: string) => void)[] = [];
    const { sent, fire } = lobby({ token: () => new Promise((resolve) => waiting.push(resolve)) });
    await fire("open");
    await fire("close");
    await fire("open");
    waiting[0]?.("old");
    waiting[1]?.("new");
    await fire("message", { type: "PONG" });
    expect(sent).toEqual([{ type: "AUTHENTICATE", v: 1, token: "new" }]);
  });

  it("says that no token can be had", async () => {
    const { calls, fire } = lobby({ token: () => Promise.reject(new Error("signed out")) });
    await fire("open");
    expect(calls).toEqual(["failed"]);
  });
});

const at = 100_000;
const hear = (state: SearchState, ...messages: unknown[]) =>
  messages.reduce<SearchState>(
    (current, message) =>
      reduceSearch(current, { type: "received", message: LobbyServerMessage.parse(message), at }),
    state,
  );
const asking = reduceSearch(NO_SEARCH, { type: "wished", wish });

describe("a search", () => {
  it("knows its place, its range and since when it waits", () => {
    expect(hear(asking, authenticated, queued)).toMatchObject({
      phase: "waiting",
      queue: { position: 2, range: 120, waiting: 5 },
      since: at - 4000,
      returned: false,
    });
  });

  it("knows by when to be at the battle that was found", () => {
    const state = hear(asking, queued, found);
    expect(state).toMatchObject({ phase: "found", match: { battleId: "b-1", until: at + 15_000 } });
  });

  it("is back in the queue when the opponent did not come", () => {
    const back = hear(asking, queued, found, { ...queued, position: 1, waited: 30 });
    expect(back).toMatchObject({ phase: "waiting", match: null, returned: true, since: at - 30_000 });
    expect(hear(back, queued).returned).toBe(true);
    expect(hear(back, found).returned).toBe(false);
  });

  it("goes on when this very queue has it already, and ends when another has it", () => {
    const waiting = hear(asking, authenticated, queued);
    expect(hear(waiting, error("ALREADY_IN_QUEUE", { position: 2 }))).toEqual(waiting);
    expect(hear(waiting, error("ALREADY_IN_QUEUE"))).toMatchObject({
      phase: "idle",
      trouble: { code: "ALREADY_IN_QUEUE" },
    });
  });

  it("is not ended by the very battle that was found", () => {
    const state = hear(asking, queued, found);
    expect(hear(state, error("ALREADY_IN_BATTLE", { battleId: "b-1" }))).toEqual(state);
  });

  it("ends with the running battle for who has one", () => {
    const state = hear(asking, error("ALREADY_IN_BATTLE", { battleId: "b-7" }));
    expect(state).toMatchObject({ phase: "idle", trouble: { code: "ALREADY_IN_BATTLE", battleId: "b-7" } });
  });

  it("ends with the validator's words for a team that is not legal, and remembers the format", () => {
    const state = hear(asking, error("INVALID_TEAM", { message: "Pikachu\nFly" }));
    expect(state).toMatchObject({ phase: "idle", wish, trouble: { message: "Pikachu\nFly" } });
  });

  it("goes on while matchmaking cannot be reached, and says so until it can", () => {
    const state = hear(asking, error("STORE_UNAVAILABLE"));
    expect(state).toMatchObject({ phase: "asking", trouble: { code: "STORE_UNAVAILABLE" } });
    expect(hear(state, queued).trouble).toBeNull();
  });

  it("ends when its place expired, and says so", () => {
    const state = hear(asking, queued, { type: "QUEUE_LEFT", format: "gen9ou", reason: "expired" });
    expect(state).toMatchObject({ phase: "idle", trouble: { code: "EXPIRED" } });
    expect(hear(asking, { type: "QUEUE_LEFT", format: "gen9ou", reason: "left" })).toEqual(NO_SEARCH);
  });

  it("hears nothing of the past once it is over", () => {
    const over = reduceSearch(hear(asking, queued), { type: "over" });
    expect(over).toEqual(NO_SEARCH);
    expect(hear(over, error("STORE_UNAVAILABLE"), queued)).toEqual(NO_SEARCH);
  });
});
