import { drawChoice } from "../../functions/_shared/battle/choices.ts";
import { Seat } from "../../functions/_shared/schema/ids.ts";
import { seatTime, wholeSeconds } from "./battle/clock.ts";
import type { Live } from "./battle/live.ts";
import { clockSettings, otherSeat, userSeats } from "./battle/timing.ts";
import { type Context, timing } from "./context.ts";
import { Transaction } from "./transaction.ts";

/** When the referee has something to do next, in milliseconds since the epoch; `null` when nothing is to come. */
export function nextCall(context: Pick<Context, "state" | "presence" | "connections">): number | null {
  const { battle, live } = context.state;
  if (!live || live.simulator.ending) return null;
  const time = timing(context, live);
  const moments = userSeats(battle).flatMap((seat) => {
    const { warningAt = null, endAt = null } = seatTime(time, seat) ?? {};
    const warning = context.connections.unwarned(seat, time.round) ? warningAt : null;
    return [warning, endAt, context.presence.returnBy(seat, battle)];
  });
  const known = [...moments, context.presence.forsakenBy(battle)].filter((moment) => moment !== null);
  return known.length > 0 ? Math.min(...known) : null;
}

/** Does what time asks for: warns, chooses for players whose time is over, and ends a battle that nobody plays. */
export async function callTime(context: Context): Promise<void> {
  const { live } = context.state;
  if (!live || live.simulator.ending) return;
  const transaction = new Transaction(context, live);
  callAbsence(context, live, transaction);
  callClocks(context, live, transaction);
  if (Object.keys(transaction.values).length > 0) await transaction.commit();
  warn(context, live);
}

/** Ends a battle that was called off, or given up, before anybody knew that it had begun: it counts for nobody. */
export async function annul(context: Context | null): Promise<void> {
  const live = context?.state.live;
  if (!live || live.simulator.ending) return;
  const transaction = new Transaction(context, live);
  transaction.play({ kind: "void", at: context.now(), reason: "it was called off" });
  await transaction.commit();
}

/** Who does not return in time loses; when the opponent is away too, nobody does. */
function callAbsence({ state, presence, now }: Context, live: Live, transaction: Transaction): void {
  const forsakenBy = presence.forsakenBy(state.battle);
  if (forsakenBy !== null && forsakenBy <= now()) {
    transaction.play({ kind: "void", at: now(), reason: "nobody came back" });
    return;
  }
  for (const seat of userSeats(state.battle)) {
    const by = presence.returnBy(seat, state.battle);
    if (by === null || by > now() || live.simulator.ending) continue;
    if (presence.away(otherSeat(seat))) {
      transaction.play({ kind: "void", at: now(), reason: "both players left" });
    } else {
      transaction.play({ kind: "loss", at: now(), seat, reason: "disconnect" });
    }
  }
}

function callClocks(context: Context, live: Live, transaction: Transaction): void {
  const { state, presence, now } = context;
  if (live.simulator.ending || !live.clock.on) return;
  const at = now();
  const time = timing(context, live);
  const over = userSeats(state.battle).filter((seat) => (seatTime(time, seat)?.endAt ?? Infinity) <= at);
  const broke = over.filter((seat) => seatTime(time, seat)?.fatal);
  if (broke.length === 0) for (const seat of over) choose(context, live, transaction, seat);
  const { patience } = clockSettings(state.battle);
  const idle = userSeats(state.battle).filter((seat) => live.clock.automatic[seat] >= patience);
  const lost = Seat.options.filter((seat) => broke.includes(seat) || idle.includes(seat));
  const [first] = lost;
  if (first === undefined || live.simulator.ending) return;
  // A forced switch more, drawn while an outage keeps both away, makes nobody the loser.
  const deserted = userSeats(state.battle).every((seat) => presence.away(seat));
  if (lost.length > 1) transaction.play({ kind: "void", at, reason: "both players ran out of time" });
  else if (deserted) transaction.play({ kind: "void", at, reason: "nobody was there" });
  else transaction.play({ kind: "loss", at, seat: first, reason: "timeout" });
}

/** Draws a legal choice for a player whose time is over, with no luck of the battle's own. */
function choose({ random, now }: Context, live: Live, transaction: Transaction, seat: Seat): void {
  const { simulator } = live;
  const { round } = simulator;
  const seed = random(16);
  const refused = new Set<string>();
  while (!simulator.ending && simulator.round === round && simulator.choice(seat) === null) {
    const choice = drawChoice(simulator.request(seat), { seed, seat, rqid: round, refused });
    if (choice === null) return;
    const verdict = transaction.play({ kind: "choice", at: now(), seat, choice, auto: true });
    if (verdict.accepted) return;
    if (choice === "default") transaction.giveUp(seat, verdict.message);
    refused.add(choice);
  }
}

function warn(context: Context, live: Live): void {
  const now = context.now();
  const time = timing(context, live);
  for (const seat of userSeats(context.state.battle)) {
    const { warningAt = null, endAt = 0 } = seatTime(time, seat) ?? {};
    if (warningAt === null || warningAt > now) continue;
    const secondsRemaining = wholeSeconds(endAt - now);
    context.connections.warn(seat, time.round, { type: "TURN_WARNING", secondsRemaining });
  }
}
