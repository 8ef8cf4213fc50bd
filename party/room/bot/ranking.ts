import type { Side } from "@pkmn/sim";
import {
  type ChoiceRequest,
  choiceOf,
  combinations,
  optionsOf,
} from "../../../functions/_shared/battle/options.ts";
import { appraise } from "./appraisal.ts";
import { outlook } from "./matchup.ts";

/** A choice and what it looks to be worth. */
export interface Ranked {
  text: string;
  worth: number;
}

/** How many options of each active Pokémon are combined, where there are several. */
const WIDTH = 6;
/** How far the eye is out, so that equals take turns and a plan that fails is not followed for ever. */
const BLUR = 0.12;

/** The choices of a side, the best first, by what its player sees. */
export function rankChoices(side: Side, request: ChoiceRequest, random: () => number): Ranked[] {
  const slots = optionsOf(request).map((options, slot) => {
    const seen = options.map((option) => ({
      ...option,
      worth: appraise(side, slot, option) + BLUR * (random() - 0.5),
    }));
    return seen.toSorted((a, b) => b.worth - a.worth);
  });
  const some = slots.length === 1 ? slots : slots.map((options) => options.slice(0, WIDTH));
  return [...combinations(some)]
    .map((options) => ({ text: choiceOf(options), worth: sum(options.map(({ worth }) => worth)) }))
    .toSorted((a, b) => b.worth - a.worth);
}

/** The order in which a side's Pokémon stand best against the team that the other has shown. */
export function rankOrder(side: Side, random: () => number): string {
  const foes = side.foe.pokemon;
  const places = side.pokemon.map((pokemon, index) => ({
    place: index + 1,
    worth: outlook(pokemon, foes) + BLUR * (random() - 0.5),
  }));
  const order = places.toSorted((a, b) => b.worth - a.worth);
  return `team ${order.map(({ place }) => place).join(", ")}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
