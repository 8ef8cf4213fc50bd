import { drawChoice } from "../../../functions/_shared/battle/choices.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { BotStrength } from "../../../functions/_shared/schema/rules.ts";
import type { Live } from "../battle/live.ts";
import type { Context } from "../context.ts";
import type { RoomState } from "../storage/state.ts";
import { Transaction } from "../transaction.ts";
import { decide } from "./bot.ts";

/** The seat that the room itself plays in a practice battle. */
export const BOT_SEAT: Seat = "p2";

/** Whether the battle waits for its bot. */
export function botIsAsked({ battle, live }: RoomState): boolean {
  if (battle.bot === null || !live || live.simulator.ending) return false;
  const request = live.simulator.request(BOT_SEAT);
  return request !== null && !request.wait && live.simulator.choice(BOT_SEAT) === null;
}

/**
 * Plays the bot's turn, if it is one. What it decides is an input like a player's; a room that forgot it decides again,
 * and nobody has heard of the first.
 */
export async function playBot(context: Context): Promise<void> {
  const { state, now } = context;
  const { battle, live } = state;
  if (battle.bot === null || !live || !botIsAsked(state)) return;
  const transaction = new Transaction(context, live);
  const refused = new Set<string>();
  for (;;) {
    const choice = decideSafely(context, live, battle.bot, refused);
    const verdict = transaction.play({ kind: "choice", at: now(), seat: BOT_SEAT, choice });
    if (!verdict.accepted && choice === "default") transaction.giveUp(BOT_SEAT, verdict.message);
    if (verdict.accepted || live.simulator.ending) return await transaction.commit();
    refused.add(choice);
  }
}

/** The bot's decision; one that its own fault prevents is drawn. */
function decideSafely(
  { log, random }: Context,
  { simulator }: Live,
  strength: BotStrength,
  refused: ReadonlySet<string>,
): string {
  const request = simulator.request(BOT_SEAT);
  const number = () => Number.parseInt(random(4), 16) / 2 ** 32;
  try {
    const view = { seat: BOT_SEAT, request, battle: simulator.battle, refused };
    return decide(strength, view, number) ?? "default";
  } catch (error) {
    log("bot.failed", { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    const draw = { seed: random(16), seat: BOT_SEAT, rqid: simulator.round, refused };
    return drawChoice(request, draw) ?? "default";
  }
}
