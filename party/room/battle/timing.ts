import { offeredFormat } from "../../../functions/_shared/battle/formats.ts";
import { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { CreateBattle } from "../../../functions/_shared/schema/rooms.ts";
import { CLOCKS, type ClockSettings } from "../../../functions/_shared/schema/rules.ts";
import type { Credit, Question, Timing } from "./clock.ts";
import type { Live } from "./live.ts";

/** The clocks that run in a battle, or would once its players start them: the rules', the format's, the standard. */
export function clockSettings({ rules, format }: CreateBattle): ClockSettings {
  const preset = offeredFormat(format)?.clock ?? "standard";
  return rules.clock ?? CLOCKS[preset] ?? { turn: 60, preview: 90, warning: 30, bank: null, patience: 5 };
}

/** What the time of a battle's open round follows from. */
export function timingOf(battle: CreateBattle, live: Live, credit: Credit | null): Timing {
  const { simulator, clock } = live;
  const asked = { p1: question(battle, live, "p1"), p2: question(battle, live, "p2") };
  return { clock, settings: clockSettings(battle), credit, round: simulator.round, asked };
}

/** The seats that users sit in. */
export function userSeats({ bot }: Pick<CreateBattle, "bot">): readonly Seat[] {
  return bot === null ? Seat.options : ["p1"];
}

export function otherSeat(seat: Seat): Seat {
  return seat === "p1" ? "p2" : "p1";
}

function question(battle: CreateBattle, { simulator }: Live, seat: Seat): Question | null {
  if (simulator.ending || !userSeats(battle).includes(seat)) return null;
  const request: { wait?: boolean | undefined; teamPreview?: boolean } | null = simulator.request(seat);
  if (!request || request.wait) return null;
  return request.teamPreview ? "preview" : "turn";
}
