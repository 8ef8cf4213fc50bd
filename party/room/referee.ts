import { drawChoice } from "../../functions/_shared/battle/choices.ts";
import { Seat } from "../../functions/_shared/schema/ids.ts";
import { Act } from "./act.ts";
import { seatTime, wholeSeconds } from "./clock.ts";
import type { Live } from "./live.ts";
import { type Table, timing } from "./table.ts";
import { clockSettings, otherSeat, userSeats } from "./timing.ts";

/** When the referee has something to do next, in milliseconds since the epoch; `null` when nothing is to come. */
export function nextCall(table: Pick<Table, "state" | "presence" | "connections">): number | null {
  const { battle, live } = table.state;
  if (!live || live.simulator.ending) return null;
  const time = timing(table, live);
  const moments = userSeats(battle).flatMap((seat) => {
    const { warningAt = null, endAt = null } = seatTime(time, seat) ?? {};
    const warning = table.connections.unwarned(seat, time.round) ? warningAt : null;
    return [warning, endAt, table.presence.returnBy(seat, battle)];
  });
  const known = moments.filter((moment) => moment !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

/** Does what time asks for: warns, chooses for players whose time is over, and ends a battle that nobody plays. */
export async function callTime(table: Table): Promise<void> {
  const { live } = table.state;
  if (!live || live.simulator.ending) return;
  const act = new Act(table, live);
  callAbsence(table, live, act);
  callClocks(table, live, act);
  if (Object.keys(act.values).length > 0) await act.finish();
  warn(table, live);
}

/** Ends a battle that was called off, or given up, before anybody knew that it had begun: it counts for nobody. */
export async function annul(table: Table): Promise<void> {
  const { live } = table.state;
  if (!live || live.simulator.ending) return;
  const act = new Act(table, live);
  act.play({ kind: "void", at: table.now(), reason: "it was called off" });
  await act.finish();
}

/** Who does not return in time loses; when the opponent is away too, nobody does. */
function callAbsence({ state, presence, now }: Table, live: Live, act: Act): void {
  for (const seat of userSeats(state.battle)) {
    const by = presence.returnBy(seat, state.battle);
    if (by === null || by > now() || live.simulator.ending) continue;
    if (presence.away(otherSeat(seat))) {
      act.play({ kind: "void", at: now(), reason: "both players left" });
    } else {
      act.play({ kind: "loss", at: now(), seat, reason: "disconnect" });
    }
  }
}

function callClocks(table: Table, live: Live, act: Act): void {
  const { state, now } = table;
  if (live.simulator.ending || !live.clock.on) return;
  const at = now();
  const time = timing(table, live);
  const over = userSeats(state.battle).filter((seat) => (seatTime(time, seat)?.endAt ?? Infinity) <= at);
  const broke = over.filter((seat) => seatTime(time, seat)?.fatal);
  if (broke.length === 0) for (const seat of over) choose(table, live, act, seat);
  const { patience } = clockSettings(state.battle);
  const idle = userSeats(state.battle).filter((seat) => live.clock.automatic[seat] >= patience);
  const lost = Seat.options.filter((seat) => broke.includes(seat) || idle.includes(seat));
  const [first] = lost;
  if (first === undefined || live.simulator.ending) return;
  if (lost.length > 1) act.play({ kind: "void", at, reason: "both players ran out of time" });
  else act.play({ kind: "loss", at, seat: first, reason: "timeout" });
}

/** Draws a legal choice for a player whose time is over, with no luck of the battle's own. */
function choose({ random, now }: Table, live: Live, act: Act, seat: Seat): void {
  const { simulator } = live;
  const { round } = simulator;
  const seed = random(16);
  const refused = new Set<string>();
  while (!simulator.ending && simulator.round === round && simulator.choice(seat) === null) {
    const choice = drawChoice(simulator.request(seat), { seed, seat, rqid: round, refused });
    if (choice === null) return;
    const verdict = act.play({ kind: "choice", at: now(), seat, choice, auto: true });
    if (verdict.accepted) return;
    if (choice === "default") throw new Error(`Cannot choose for ${seat}: ${verdict.message}`);
    refused.add(choice);
  }
}

function warn(table: Table, live: Live): void {
  const now = table.now();
  const time = timing(table, live);
  for (const seat of userSeats(table.state.battle)) {
    const { warningAt = null, endAt = 0 } = seatTime(time, seat) ?? {};
    if (warningAt === null || warningAt > now) continue;
    const secondsRemaining = wholeSeconds(endAt - now);
    table.connections.warn(seat, time.round, { type: "TURN_WARNING", secondsRemaining });
  }
}
