import { describe, expect, it } from "vitest";
import { BattleId } from "../../../functions/_shared/schema/ids.ts";
import type { ServerMessage } from "../../../functions/_shared/schema/protocol.ts";
import { type ConnectionDeps, connect, type Seated } from "../../../party/web/battle/connection.ts";

const battleId = BattleId.parse("b-1");

function room(deps: Partial<ConnectionDeps> = {}, session: string | null = null) {
  const sent: { type: string }[] = [];
  const received: ServerMessage[] = [];
  const listeners = new Map<string, (event: { data: unknown }) => void>();
  const kept: { seated: Seated | null } = {
    seated: session === null ? null : { seat: "p1", session },
  };
  let unseated = 0;
  const connection = connect({
    battleId,
    socket: {
      send: (text) => sent.push(JSON.parse(text)),
      close: () => {},
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
    await new Promise((done) => setImmediate(done));
  };
  return { connection, sent, received, kept, fire, unseated: () => unseated };
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

  it("takes the seat anew when the room does not know the session", async () => {
    const { sent, received, kept, fire, unseated } = room({}, "stale");
    await fire("open");
    await fire("message", { type: "ERROR", code: "AUTH_FAILED", message: "unknown", recoverable: true });
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

  it.each(["NOT_YOUR_TURN", "STALE_REQUEST"])(
    "asks what the room has when a choice is refused as %s, for another tab may have chosen",
    async (code) => {
      const { sent, received, fire } = room({}, "secret");
      await fire("message", { type: "ERROR", code, message: "too late", recoverable: true });
      expect(received).toHaveLength(1);
      expect(sent).toEqual([{ type: "REJOIN", battleId, since: 7, session: "secret" }]);
    },
  );

  it("sends no old ticket on a new connection", async () => {
    const waiting: ((ticket: string) => void)[] = [];
    const { sent, fire } = room({ ticket: () => new Promise((resolve) => waiting.push(resolve)) });
    await fire("open");
    await fire("close");
    await fire("open");
    waiting[0]?.("old");
    waiting[1]?.("new");
    await fire("message", {});
    expect(sent).toEqual([{ type: "JOIN", battleId, ticket: "new" }]);
  });
});
