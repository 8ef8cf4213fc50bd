import { describe, expect, it } from "vitest";
import { ServerMessage } from "../../../functions/_shared/schema/protocol.ts";
import { type BattleState, reduce, UNKNOWN } from "../../../party/web/battle/state.ts";

const hear = (state: BattleState, ...messages: unknown[]) =>
  messages.reduce<BattleState>(
    (current, message) => reduce(current, { type: "received", message: ServerMessage.parse(message) }),
    state,
  );
const update = (seq: number, log: string[], request: object | null = null) => ({
  type: "BATTLE_UPDATE",
  seq,
  log,
  request,
});
const error = (code: string) => ({ type: "ERROR", code, message: "no", recoverable: true });
const asked = { rqid: 2, active: [{ moves: [{ move: "Tackle", id: "tackle" }] }] };

describe("the state of a battle page", () => {
  it("appends new lines and leaves out those it has", () => {
    const state = hear(UNKNOWN, update(2, ["a", "b"]), update(3, ["b", "c"]), update(1, ["a"]));
    expect(state.log).toEqual(["a", "b", "c"]);
    expect(state.seq).toBe(3);
  });

  it("notices missing lines, keeps what it has, and mends with what is restored", () => {
    const gap = hear(UNKNOWN, update(1, ["a"]), update(5, ["e"]));
    expect(gap).toMatchObject({ gap: true, seq: 1, log: ["a"] });
    const restored = {
      type: "BATTLE_RESTORED",
      seq: 3,
      log: ["b", "c"],
      request: null,
      choice: null,
      end: null,
    };
    expect(hear(gap, restored)).toMatchObject({ gap: false, log: ["a", "b", "c"] });
  });

  it("remembers the choice until the next request", () => {
    const state = reduce(hear(UNKNOWN, update(1, ["a"], asked)), { type: "chosen", choice: "move 1" });
    expect(hear(state, update(1, [], asked)).choice).toBe("move 1");
    expect(hear(state, update(2, ["b"], { ...asked, rqid: 3 })).choice).toBeNull();
  });

  it("asks again when the choice was refused", () => {
    const state = reduce(hear(UNKNOWN, update(1, ["a"], asked)), { type: "chosen", choice: "move 1" });
    expect(hear(state, error("INVALID_MOVE"))).toMatchObject({
      choice: null,
      error: { code: "INVALID_MOVE" },
    });
    expect(hear(state, error("BATTLE_ENDED")).choice).toBe("move 1");
  });

  it("takes the choice that was made before a reconnection", () => {
    const restored = {
      type: "BATTLE_RESTORED",
      seq: 1,
      log: ["a"],
      request: asked,
      choice: "move 1",
      end: null,
    };
    expect(hear(UNKNOWN, restored)).toMatchObject({ choice: "move 1", request: { rqid: 2 } });
  });

  it("starts its log anew when a seat is taken, for a seat sees more than a spectator", () => {
    const state = hear(UNKNOWN, update(2, ["a", "b"]), { type: "SEATED", seat: "p2", session: "s" });
    expect(state).toMatchObject({ seat: "p2", seq: 0, log: [] });
    expect(hear(state, update(1, ["A"]), { type: "SEATED", seat: "p2", session: "s" }).log).toEqual(["A"]);
  });

  it("asks nothing after the end", () => {
    const ended = hear(UNKNOWN, update(1, ["a"], asked), {
      type: "BATTLE_END",
      winner: "p1",
      reason: "win",
    });
    expect(ended).toMatchObject({ request: null, end: { winner: "p1", reason: "win" } });
  });

  it("shows no buttons for a request in an unknown shape", () => {
    expect(hear(UNKNOWN, update(0, [], { rqid: 9, active: "?" })).request).toEqual({ rqid: 9 });
  });
});
