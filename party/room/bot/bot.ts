import type { Battle } from "@pkmn/sim";
import { drawChoice } from "../../../functions/_shared/battle/choices.ts";
import { ChoiceRequest } from "../../../functions/_shared/battle/options.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { BotStrength } from "../../../functions/_shared/schema/rules.ts";
import { rankChoices, rankOrder } from "./ranking.ts";
import { search } from "./search.ts";

/** What a bot decides by. */
export interface View {
  seat: Seat;
  /** The simulator's open request of the seat. */
  request: unknown;
  /** Looked at and cloned, never changed. */
  battle: Battle;
  /** Choices that were refused for this request. */
  refused: ReadonlySet<string>;
}

/**
 * Decides what a practice bot does: a text of the choice grammar.
 *
 * - `easy` plays at random.
 * - `normal` takes what looks best: expected damage by what a player can see, and a switch out of a hopeless stand.
 * - `hard` tries its best options out in copies of the battle, one turn ahead. A copy knows the foe's whole set: the bot
 *   foresees neither chance nor the foe's choice, but it knows what the foe has.
 *
 * @param random numbers from 0 to 1, apart from the battle's own; the same numbers give the same decision
 * @returns `null` when nothing is asked; `default` when everything else was refused
 */
export function decide(strength: BotStrength, view: View, random: () => number): string | null {
  const { seat, refused } = view;
  const request = ChoiceRequest.parse(view.request);
  if (request.wait) return null;
  const choice = strength === "easy" ? null : considered(strength, view, request, random);
  if (choice !== null && !refused.has(choice)) return choice;
  return drawChoice(request, { seed: `${random()}`, seat, rqid: 0, refused });
}

function considered(
  strength: "normal" | "hard",
  { seat, battle, refused }: View,
  request: ChoiceRequest,
  random: () => number,
): string | null {
  const side = battle.getSide(seat);
  if (request.teamPreview) return rankOrder(side, random);
  const ranked = rankChoices(side, request, random).filter(({ text }) => !refused.has(text));
  return strength === "hard" ? search({ seat, battle }, ranked, random) : (ranked[0]?.text ?? null);
}
