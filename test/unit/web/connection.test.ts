import { beforeEach, describe, expect, it, vi } from "vitest";
import { BattleId } from "../../../functions/_shared/schema/ids.ts";
import type { ServerMessage } from "../../../functions/_shared/schema/protocol.ts";
import { type ConnectionDeps, connect } from "../../../party/web/battle/connection.ts";
import type { Seated } from "../../../party/web/battle/seat-store.ts";

const battleId = BattleId.parse("b-1");

function room(deps: Partial<ConnectionDeps> = {}, session: string | null = null) {
  const sent: { type: string }[] = [];
  const received: ServerMessage[] = [];
  const listeners = new Map<string, (event: { data: unknown }) => void>();
  const kept: { seated: Seated | null } = {
    seated: session === null ? null : { seat: "p1", session },
  };
  let unseated = 0;
  let reconnected = 0;
  const connection = connect({
    battleId,
    socket: {
      send: (text) => sent.push(JSON.parse(text)),
      close: () => {},
      reconnect: () => {
        reconnected += 1;
      },
      addEventListener: (type: string, listener: (event: { data: unknown }) => void) =>
        void listeners.set(type, listener),
    },
    seats: {
      get: () => kept.seated,
      set: (next) => {
        kept.seated = next;
      },
    },
    unseated: () => {
      unseated += 1;
    },
    seq: () => 7,
    ticket: async () => "ticket",
    team: () => null,
    received: (message) => received.push(message),
    connected: () => {},
    failed: () => {},
    ...deps,
  });
  const fire = async (type: string, message?: unknown) => {
    listeners.get(type)?.({ data: JSON.stringify(message) });
    // The greeting waits for its ticket.
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return {
    connection,
    sent,
    received,
    kept,
    fire,
    unseated: () => unseated,
    reconnected: () => reconnected,
  };
}

describe("a connection to a battle's room", () => {
  it("takes the seat with a ticket at first, and keeps the session", async () => {
    const { sent, kept, fire } = room();
    await fire("open");
    expect(sent).toEqual([{ type: "JOIN", battleId, ticket: "ticket" }]);
    await fire("message", { type: "SEATED", seat: "p1", session: "secret" });
    expect(kept.seated).toEqual({ seat: "p1", session: "secret" });
  });

  it("brings the team along", async () => {
    const { sent, fire } = room({ team: () => "Pikachu" });
    await fire("open");
    expect(sent).toEqual([{ type: "JOIN", battleId, ticket: "ticket", team: "Pikachu" }]);
  });

  it("comes back with the session and what it has seen", async () => {
    const { sent, fire } = room({}, "secret");
    await fire("open");
    expect(sent).toEqual([{ type: "REJOIN", battleId, since: 7, session: "secret" }]);
  });

  it("watches when no seat is its own", async () => {
    const { sent, fire } = room({ ticket: async () => null });
    await fire("open");
    expect(sent).toEqual([{ type: "REJOIN", battleId, since: 7 }]);
  });

  it.each([
    ["does not know the session", "AUTH_FAILED", true],
    ["has lost the battle", "BATTLE_NOT_FOUND", false],
  ])("takes the seat anew when the room %s", async (_, code, recoverable) => {
    const { sent, received, kept, fire, unseated } = room({}, "stale");
    await fire("open");
    await fire("message", { type: "ERROR", code, message: "unknown", recoverable });
    expect(kept.seated).toBeNull();
    expect(unseated()).toBe(1);
    expect(sent.map((message) => message.type)).toEqual(["REJOIN", "JOIN"]);
    expect(received).toEqual([]);
  });

  it("watches, and says why, when the ticket cannot be had", async () => {
    const failures: unknown[] = [];
    const { sent, fire } = room({
      ticket: () => Promise.reject(new Error("seat taken")),
      failed: (error) => failures.push(error),
    });
    await fire("open");
    expect(failures).toHaveLength(1);
    expect(sent.map((message) => message.type)).toEqual(["REJOIN"]);
  });

  it.each(["NOT_YOUR_TURN", "STALE_REQUEST", "CANNOT_UNDO"])(
    "asks what the room has when a choice is refused as %s, for another tab may have chosen",
    async (code) => {
      const { sent, received, fire } = room({}, "secret");
      await fire("message", { type: "ERROR", code, message: "too late", recoverable: true });
      expect(received).toHaveLength(1);
      expect(sent).toEqual([{ type: "REJOIN", battleId, since: 7, session: "secret" }]);
    },
  );

  it("sends a ticket that came too late for its connection on the next one", async () => {
    const waiting: ((ticket: string) => void)[] = [];
    const { sent, fire } = room({ ticket: () => new Promise((resolve) => waiting.push(resolve)) });
    await fire("open");
    await fire("close");
    await fire("open");
    expect(waiting).toHaveLength(1);
    waiting[0]?.("late");
    await fire("message", { type: "PONG" });
    expect(sent).toEqual([{ type: "JOIN", battleId, ticket: "late" }]);
  });

  it("asks for another ticket once when the first is refused, and then says so", async () => {
    const tickets = ["old", "fresh", "never"];
    const { sent, received, fire } = room({ ticket: async () => tickets.shift() ?? null });
    const refusal = { type: "ERROR", code: "AUTH_FAILED", message: "used before", recoverable: true };
    await fire("open");
    await fire("message", refusal);
    expect(received).toEqual([]);
    await fire("message", refusal);
    expect(sent).toEqual([
      { type: "JOIN", battleId, ticket: "old" },
      { type: "JOIN", battleId, ticket: "fresh" },
    ]);
    expect(received).toEqual([refusal]);
  });

  it("names its battle in everything that it sends", async () => {
    const { connection, sent, fire } = room({}, "secret");
    await fire("open");
    connection.send({ type: "UNDO", rqid: 4 });
    connection.send({ type: "CHAT", text: "hello" });
    connection.send({ type: "TIMER", on: false });
    expect(sent.slice(1)).toEqual([
      { type: "UNDO", rqid: 4, battleId },
      { type: "CHAT", text: "hello", battleId },
      { type: "TIMER", on: false, battleId },
    ]);
  });

  describe("that hears nothing", () => {
    beforeEach(() => void vi.useFakeTimers());

    it("asks after 15 s whether the room is there, and goes on when it answers", async () => {
      const { sent, received, fire, reconnected } = room({}, "secret");
      await fire("open");
      vi.advanceTimersByTime(14_999);
      expect(sent).toHaveLength(1);
      vi.advanceTimersByTime(1);
      expect(sent.at(-1)).toEqual({ type: "PING" });
      await fire("message", { type: "PONG" });
      vi.advanceTimersByTime(14_999);
      expect(reconnected()).toBe(0);
      expect(received).toEqual([]);
    });

    it("connects anew when no answer comes within 10 s", async () => {
      const { fire, reconnected } = room({}, "secret");
      await fire("open");
      vi.advanceTimersByTime(24_999);
      expect(reconnected()).toBe(0);
      vi.advanceTimersByTime(1);
      expect(reconnected()).toBe(1);
    });

    it("leaves a closed connection alone", async () => {
      const { sent, fire, reconnected } = room({}, "secret");
      await fire("open");
      await fire("close");
      vi.advanceTimersByTime(60_000);
      expect(sent).toHaveLength(1);
      expect(reconnected()).toBe(0);
    });
  });
});
