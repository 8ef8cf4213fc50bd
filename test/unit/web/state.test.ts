import { describe, expect, it } from "vitest";
import { ServerMessage } from "../../../functions/_shared/schema/protocol.ts";
import { type BattleState, reduce, UNKNOWN } from "../../../party/web/battle/state.ts";

/** The moment at which the page hears of everything. */
const at = 10_000;
const hear = (state: BattleState, ...messages: unknown[]) =>
  messages.reduce<BattleState>(
    (current, message) => reduce(current, { type: "received", message: ServerMessage.parse(message), at }),
    state,
  );
const update = (seq: number, log: string[], request: object | null = null) => ({
  type: "BATTLE_UPDATE",
  seq,
  log,
  request,
  clocks: null,
});
const restored = (more: object) => ({
  type: "BATTLE_RESTORED",
  seq: 0,
  log: [],
  request: null,
  choice: null,
  clocks: null,
  timer: { on: true, off: [] },
  away: { p1: null, p2: null },
  draw: null,
  spectators: 0,
  end: null,
  ...more,
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
    expect(hear(gap, restored({ seq: 3, log: ["b", "c"] }))).toMatchObject({
      gap: false,
      log: ["a", "b", "c"],
    });
  });

  it("remembers the choice until the next request", () => {
    const state = reduce(hear(UNKNOWN, update(1, ["a"], asked)), { type: "chosen", choice: "move 1" });
    expect(hear(state, update(1, [], asked)).choice).toEqual({ text: "move 1", stored: false });
    expect(hear(state, update(2, ["b"], { ...asked, rqid: 3 })).choice).toBeNull();
  });

  it("asks again when the choice was refused, but not when an error comes after it was stored", () => {
    const sent = reduce(hear(UNKNOWN, update(1, ["a"], asked)), { type: "chosen", choice: "move 1" });
    expect(hear(sent, error("INVALID_MOVE"))).toMatchObject({
      choice: null,
      error: { code: "INVALID_MOVE" },
    });
    expect(hear(sent, error("BATTLE_ENDED")).choice?.text).toBe("move 1");
    const stored = hear(sent, { type: "CHOICE", rqid: 2, choice: "move 1" });
    expect(hear(stored, error("RATE_LIMITED")).choice).toEqual({ text: "move 1", stored: true });
  });

  it("tells a choice that was sent from one that the room has, and takes it back", () => {
    const sent = reduce(hear(UNKNOWN, update(1, ["a"], asked)), { type: "chosen", choice: "move 1" });
    expect(sent.choice).toEqual({ text: "move 1", stored: false });
    const stored = hear(sent, { type: "CHOICE", rqid: 2, choice: "move 1" });
    expect(stored.choice).toEqual({ text: "move 1", stored: true });
    expect(hear(stored, { type: "CHOICE", rqid: 2, choice: null }).choice).toBeNull();
    expect(hear(stored, { type: "CHOICE", rqid: 1, choice: null }).choice).toEqual(stored.choice);
  });

  it("takes the choice that was made before a reconnection", () => {
    const state = hear(UNKNOWN, restored({ seq: 1, log: ["a"], request: asked, choice: "move 1" }));
    expect(state).toMatchObject({ choice: { text: "move 1", stored: true }, request: { rqid: 2 } });
  });

  it("forgets a choice that never reached the room", () => {
    const sent = reduce(hear(UNKNOWN, update(1, ["a"], asked)), { type: "chosen", choice: "move 1" });
    expect(hear(sent, restored({ seq: 1, request: asked })).choice).toBeNull();
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

  it("warns of the time until something is chosen or asked anew", () => {
    const warned = hear(UNKNOWN, update(1, ["a"], asked), { type: "TURN_WARNING", secondsRemaining: 30 });
    expect(warned.warning).toBe(30);
    expect(hear(warned, update(2, ["|c|☆Ann|hi"], asked)).warning).toBe(30);
    expect(hear(warned, { type: "CHOICE", rqid: 2, choice: "move 1" }).warning).toBeNull();
    expect(hear(warned, update(2, ["b"], { ...asked, rqid: 3 })).warning).toBeNull();
  });

  it("knows by when a player who is away has to be back", () => {
    const away = hear(UNKNOWN, { type: "OPPONENT_DISCONNECTED", seat: "p2", timeout: 60 });
    expect(away.away).toEqual({ p1: null, p2: at + 60_000 });
    expect(hear(away, { type: "OPPONENT_RECONNECTED", seat: "p2" }).away.p2).toBeNull();
    expect(hear(UNKNOWN, restored({ away: { p1: 12, p2: null } })).away.p1).toBe(at + 12_000);
  });

  it("keeps an offered draw until the turn ends", () => {
    const offered = hear(UNKNOWN, update(1, ["|turn|1"], asked), { type: "DRAW_OFFERED", seat: "p2" });
    expect(offered.draw).toBe("p2");
    expect(hear(offered, update(2, ["|c|☆Ann|no"], asked)).draw).toBe("p2");
    expect(hear(offered, update(3, ["|move|", "|turn|2"], { ...asked, rqid: 3 })).draw).toBeNull();
  });

  it("takes clocks, the timer and the spectators' number as the room says them", () => {
    const clocks = { p1: { turn: 41, bank: null }, p2: { turn: null, bank: 300 } };
    const state = hear(UNKNOWN, { ...update(1, ["a"]), clocks }, { type: "SPECTATORS", count: 3 });
    expect(state).toMatchObject({ clocks: { reading: clocks, at }, spectators: 3 });
    const asking = hear(state, { type: "TIMER", on: true, off: ["p1"] });
    expect(asking).toMatchObject({ timer: { on: true, off: ["p1"] }, clocks: { at } });
    expect(hear(asking, { type: "TIMER", on: false, off: [] }).clocks).toBeNull();
  });

  it("asks what the room has chosen for it while the opponent is awaited", () => {
    const state = hear(UNKNOWN, { type: "SEATED", seat: "p1", session: "s" }, update(1, ["a"], asked));
    const drawn = (seat: string, rqid: number) => ({
      ...update(2, ["b"], { ...asked, rqid }),
      autoMove: [seat],
    });
    expect(hear(state, drawn("p1", 2)).gap).toBe(true);
    expect(hear(state, drawn("p2", 2)).gap).toBe(false);
    expect(hear(state, drawn("p1", 3)).gap).toBe(false);
  });

  it("tells an error after which the room has nothing more to say", () => {
    expect(hear(UNKNOWN, { ...error("VERSION_MISMATCH"), recoverable: false }).error?.final).toBe(true);
    expect(hear(UNKNOWN, error("RATE_LIMITED")).error?.final).toBe(false);
  });

  it("knows from the start whether the clocks are on, and then what was agreed on", () => {
    const start = (clock: object | null) => ({
      type: "BATTLE_START",
      v: 1,
      battleId: "b-1",
      format: "gen9ou",
      players: { p1: "Ann", p2: "Bob" },
      started: true,
      rated: false,
      clock,
      casual: true,
      bot: null,
      series: null,
      delay: 0,
    });
    const clock = { turn: 60, preview: 90, warning: 30, bank: null, patience: 5 };
    expect(hear(UNKNOWN, start(null)).timer.on).toBe(false);
    const on = hear(UNKNOWN, start(clock));
    expect(on.timer.on).toBe(true);
    expect(hear(on, { type: "TIMER", on: false, off: [] }, start(clock)).timer.on).toBe(false);
  });

  it("has nothing left to do after the end", () => {
    const ended = hear(
      UNKNOWN,
      { ...update(1, ["a"], asked), clocks: { p1: { turn: 1, bank: null }, p2: { turn: 1, bank: null } } },
      { type: "DRAW_OFFERED", seat: "p2" },
      { type: "BATTLE_END", winner: null, reason: "void" },
    );
    expect(ended).toMatchObject({ clocks: null, draw: null, request: null, end: { reason: "void" } });
  });
});
