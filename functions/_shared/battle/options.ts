import * as z from "zod";
import { type Action, formatAction, type MoveEvent } from "./choice.ts";

const Move = z.looseObject({
  id: z.string(),
  target: z.string().optional(),
  disabled: z.union([z.boolean(), z.string()]).optional(),
});
const Active = z.looseObject({
  moves: z.array(Move),
  trapped: z.boolean().optional(),
  canMegaEvo: z.boolean().optional(),
  canMegaEvoX: z.boolean().optional(),
  canMegaEvoY: z.boolean().optional(),
  canUltraBurst: z.boolean().optional(),
  canDynamax: z.boolean().optional(),
  canTerastallize: z.string().optional(),
  canZMove: z.array(z.looseObject({ target: z.string() }).nullable()).optional(),
  maxMoves: z
    .looseObject({
      maxMoves: z.array(z.looseObject({ target: z.string(), disabled: z.boolean().optional() })),
    })
    .optional(),
});
const Pokemon = z.looseObject({
  condition: z.string(),
  active: z.boolean().optional(),
  commanding: z.boolean().optional(),
  reviving: z.boolean().optional(),
});
/** The parts of the simulator's request that a choice needs. */
export const ChoiceRequest = z.looseObject({
  wait: z.boolean().optional(),
  teamPreview: z.boolean().optional(),
  forceSwitch: z.array(z.boolean()).optional(),
  active: z.array(Active.nullable()).optional(),
  side: z.looseObject({ pokemon: z.array(Pokemon) }).optional(),
});
export type ChoiceRequest = z.infer<typeof ChoiceRequest>;
type Active = z.infer<typeof Active>;

/** One thing that one Pokémon may do. */
export interface Option {
  action: Action;
  /** As the choice grammar writes it. */
  text: string;
  /** What a team does once a turn at most: `mega`, `switch 3`, … */
  once: string | null;
  /** How often random play takes it, beside the others. */
  weight: number;
}

const PASS = option({ kind: "pass" }, null, 1);
/** Moves that are aimed, in battles of more than one a side, at a foe or at an ally. */
const FOES = new Set(["normal", "any", "adjacentFoe"]);
const ALLIES = new Set(["adjacentAlly"]);
const SELF_OR_ALLY = new Set(["adjacentAllyOrSelf"]);

/**
 * What a request allows each active Pokémon, team preview apart. What the request hides (a trap, a disabled move) is
 * among it and will be refused.
 */
export function optionsOf(request: ChoiceRequest): Option[][] {
  return request.forceSwitch ? forcedOptions(request) : activeOptions(request);
}

/** All ways to take one option a slot, in the order of the slots' options, the first slot's most. */
export function* combinations<T extends Option>(
  slots: readonly (readonly T[])[],
  taken: readonly T[] = [],
): Generator<T[]> {
  const options = slots[taken.length];
  if (!options) {
    yield [...taken];
    return;
  }
  for (const next of options) {
    if (next.once && taken.some((other) => other.once === next.once)) continue;
    yield* combinations(slots, [...taken, next]);
  }
}

/** The choice of one option a slot, as text. */
export function choiceOf(options: readonly Option[]): string {
  return options.map(({ text }) => text).join(", ");
}

/** Who must leave is replaced while there is someone to come; then, and beside them, slots pass. */
function forcedOptions(request: ChoiceRequest): Option[][] {
  const forced = request.forceSwitch ?? [];
  const reviving = request.side?.pokemon.some((pokemon) => pokemon.reviving) ?? false;
  const switches = bench(request, forced.length, reviving, 1);
  return forced.map((must) => (must ? [...switches, { ...PASS, weight: 1e-9 }] : [PASS]));
}

function activeOptions(request: ChoiceRequest): Option[][] {
  const active = request.active ?? [];
  const switches = bench(request, active.length, false, 0.3);
  return active.map((pokemon, slot) => {
    const own = request.side?.pokemon[slot];
    if (!pokemon || own?.commanding || fainted(own?.condition)) return [PASS];
    const moves = moveOptions(pokemon, slot, active.length);
    // In triples, who stands at an edge may change places with the one in the middle.
    if (active.length === 3 && slot !== 1) moves.push(option({ kind: "shift" }, null, 0.1));
    return pokemon.trapped ? moves : [...moves, ...switches];
  });
}

function moveOptions(pokemon: Active, slot: number, width: number): Option[] {
  const events = eventsOf(pokemon);
  const grown = !pokemon.canDynamax && pokemon.maxMoves ? pokemon.maxMoves.maxMoves : [];
  return pokemon.moves.flatMap((move, index) => {
    const max = grown[index];
    if (max ? max.disabled : move.disabled) return [];
    const number = `${index + 1}`;
    const target = max?.target ?? move.target;
    const plain = aim(number, target, null, slot, width);
    const changed = events.flatMap((event) => {
      const change = targetWith(event, pokemon, index);
      return change === null ? [] : aim(number, change ?? target, event, slot, width);
    });
    return [...plain, ...changed];
  });
}

/** The target of a move once the event has changed it; `undefined`: as before; `null`: the event does not go with it. */
function targetWith(event: MoveEvent, pokemon: Active, index: number): string | null | undefined {
  if (event === "zmove") return pokemon.canZMove?.[index]?.target ?? null;
  if (event !== "dynamax") return undefined;
  const move = pokemon.maxMoves?.maxMoves[index];
  return move && !move.disabled ? move.target : null;
}

function eventsOf(pokemon: Active): MoveEvent[] {
  const events: [unknown, MoveEvent][] = [
    [pokemon.canMegaEvo, "mega"],
    [pokemon.canMegaEvoX, "megax"],
    [pokemon.canMegaEvoY, "megay"],
    [pokemon.canUltraBurst, "ultra"],
    [pokemon.canZMove, "zmove"],
    [pokemon.canDynamax, "dynamax"],
    [pokemon.canTerastallize, "terastallize"],
  ];
  return events.filter(([can]) => Boolean(can)).map(([, event]) => event);
}

function aim(
  move: string,
  targetType: string | undefined,
  event: MoveEvent | null,
  slot: number,
  width: number,
): Option[] {
  const once = event?.startsWith("mega") ? "mega" : event;
  const weight = event ? 0.5 : 1;
  const at = (target: number | null, share: number) =>
    option({ kind: "move", move, target, event }, once, weight * share);
  const places = width === 1 || targetType === undefined ? [] : placesOf(targetType, slot, width);
  return places.length === 0 ? [at(null, 1)] : places.map((place) => at(place, 1 / places.length));
}

/** Where a move may be aimed. Foes are counted from the far end, so that the one across is `width - slot`. */
function placesOf(target: string, slot: number, width: number): number[] {
  const places = Array.from({ length: width }, (_, index) => index);
  if (FOES.has(target)) {
    return places
      .filter((place) => target === "any" || Math.abs(width - 1 - place - slot) <= 1)
      .map((place) => place + 1);
  }
  // A fainted ally is aimed at all the same: the simulator wants a target.
  const allies = places.filter((place) => Math.abs(place - slot) === 1);
  if (ALLIES.has(target)) return allies.map((place) => -(place + 1));
  if (SELF_OR_ALLY.has(target)) return [slot, ...allies].map((place) => -(place + 1));
  return [];
}

function bench(request: ChoiceRequest, width: number, reviving: boolean, weight: number): Option[] {
  const pokemon = request.side?.pokemon ?? [];
  const places = pokemon.flatMap((one, index) => {
    const there = index < width || one.active;
    const able = reviving ? fainted(one.condition) : !there && !fainted(one.condition);
    return able ? [index + 1] : [];
  });
  return places.map((slot) => option({ kind: "switch", slot }, `switch ${slot}`, weight / places.length));
}

function option(action: Action, once: string | null, weight: number): Option {
  return { action, text: formatAction(action), once, weight };
}

function fainted(condition: string | undefined): boolean {
  return condition?.endsWith(" fnt") ?? false;
}
