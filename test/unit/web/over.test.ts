import { describe, expect, it } from "vitest";
import { BattleId } from "../../../functions/_shared/schema/ids.ts";
import { ServerMessage } from "../../../functions/_shared/schema/protocol.ts";
import { isMissing, stageOf, withEnd } from "../../../party/web/battle/over.ts";
import type { BattleRow } from "../../../party/web/battle/row.ts";
import { type BattleState, reduce, UNKNOWN } from "../../../party/web/battle/state.ts";
import { endInWords } from "../../../party/web/battle/words.ts";

const LIVE: BattleRow = {
  ...{ id: BattleId.parse("b-1"), format: "gen9ou", rated: false, bot: null, status: "live" },
  ...{ origin: "room", showdown_server: null, showdown_room: null },
  ...{ match_id: null, counts: true, p1_user: "u1", p2_user: "u2", p1_name: "Ann", p2_name: "Bob" },
  ...{ winner_seat: null, end_type: null, replay_path: null },
};
const OVER: BattleRow = {
  ...LIVE,
  ...{ status: "completed", winner_seat: "p1", end_type: "win", replay_path: "r" },
};
const PLAYERS = { p1: "Ann", p2: "Bob" };

/** What a page has of a battle. */
interface Page {
  row: BattleRow;
  state: BattleState;
  seen: boolean;
}

const start = (delay: number) => ({
  ...{ type: "BATTLE_START", v: 1, battleId: LIVE.id, format: LIVE.format, players: PLAYERS, started: true },
  ...{ rated: false, clock: null, casual: true, bot: null, series: null, delay },
});
const restored = (seq: number, log: string[], end: object | null) => ({
  ...{ type: "BATTLE_RESTORED", seq, log, request: null, choice: null, clocks: null },
  ...{ timer: { on: false, off: [] }, away: { p1: null, p2: null }, draw: null, spectators: 1, end },
});
const END = { winner: "p1", reason: "win" };

const hear = (page: Page, message: unknown): Page => ({
  ...page,
  state: reduce(page.state, { type: "received", message: ServerMessage.parse(message), at: 0 }),
});

/** A page of a battle under way, as its player on a seat or as a watcher sees it. */
function pageOf(seat: "p1" | "p2" | null, delay = 0): Page {
  const empty: Page = { row: LIVE, state: UNKNOWN, seen: true };
  const seated = seat === null ? empty : hear(empty, { type: "SEATED", seat, session: "s" });
  return hear(hear(seated, start(delay)), restored(1, ["|turn|1"], null));
}

/** What comes at a battle's end, each once or not at all, in any order. */
const EVENTS: Record<string, (page: Page) => Page> = {
  hint: (page) => ({ ...page, row: OVER }),
  line: (page) =>
    hear(page, { type: "BATTLE_UPDATE", seq: 2, log: ["|win|Ann"], request: null, clocks: null }),
  end: (page) => hear(page, { type: "BATTLE_END", ...END }),
  // The connection broke, and the room tells on the next one what it had told.
  back: (page) => hear(page, restored(2, ["|win|Ann"].slice(page.state.seq - 1), END)),
};

function* orders(names: readonly string[]): Generator<string[]> {
  if (names.length === 0) yield [];
  for (const name of names)
    for (const rest of orders(names.filter((each) => each !== name))) yield [name, ...rest];
}

const told = ({ state, row }: Page) => withEnd(state, row).end;

describe("the end of a battle on its pages", () => {
  it("is the same to both players and a watcher, whatever comes first and whatever never comes", () => {
    for (const wanted of [["hint"], ["line", "end"], ["back"], Object.keys(EVENTS)]) {
      for (const order of orders(wanted)) {
        const pages = (["p1", "p2", null] as const).map((seat) =>
          order.reduce((page, name) => EVENTS[name]?.(page) ?? page, pageOf(seat)),
        );
        const words = pages.map((page) => {
          const end = told(page);
          return end && endInWords(end, page.state.seat, PLAYERS);
        });
        expect([order, ...words]).toEqual([order, "You won!", "You lost.", "Ann won."]);
        // Nobody is sent away from the battle that they saw.
        expect(pages.map(({ row, seen }) => stageOf(row, seen))).toEqual(["room", "room", "room"]);
      }
    }
  });

  it("asks the room for what the row alone has told, until it comes", () => {
    const hinted = { ...pageOf(null), row: OVER };
    expect(isMissing(hinted.state, hinted.row)).toBe(true);
    const back = EVENTS.back?.(hinted) ?? hinted;
    expect(isMissing(back.state, back.row)).toBe(false);
    expect(back.state.log).toEqual(["|turn|1", "|win|Ann"]);
  });

  it("stays the room's own where the row is corrected afterwards", () => {
    const page = EVENTS.end?.(pageOf("p1")) ?? pageOf("p1");
    expect(told({ ...page, row: { ...OVER, winner_seat: "p2" } })).toEqual(END);
  });

  it("is kept from whoever sees the battle late, and from its players never", () => {
    const late = { ...pageOf(null, 30), row: OVER };
    expect(told(late)).toBeNull();
    expect(isMissing(late.state, late.row)).toBe(false);
    expect(told({ ...pageOf("p2", 30), row: OVER })).toEqual(END);
  });

  it("takes a battle back that was called off", () => {
    const row: BattleRow = { ...LIVE, status: "void" };
    expect(told({ ...pageOf("p1"), row })).toEqual({ winner: null, reason: "void" });
  });

  it("leads who comes later to the replay, or says that there is none", () => {
    expect(stageOf(LIVE, false)).toBe("room");
    expect(stageOf(OVER, false)).toBe("replay");
    expect(stageOf({ ...OVER, replay_path: null }, false)).toBe("nothing");
  });

  it("leads to Showdown while a battle is played there, and then to the replay", () => {
    expect(stageOf({ ...LIVE, origin: "showdown" }, false)).toBe("outside");
    expect(stageOf({ ...OVER, origin: "showdown" }, false)).toBe("replay");
  });
});
