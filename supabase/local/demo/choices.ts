import * as z from "zod";

/** Draws an answer to a request: the same seed, seat and request give the same answer, whatever was forgotten in between. */
export interface ChoiceContext {
  seed: string;
  seat: string;
  rqid: number;
  /** Choices that were refused for this request. */
  refused: ReadonlySet<string>;
}

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
  reviving: z.boolean().optional(),
});
/** The parts of the simulator's request that a choice needs. */
const Request = z.looseObject({
  wait: z.boolean().optional(),
  teamPreview: z.boolean().optional(),
  forceSwitch: z.array(z.boolean()).optional(),
  active: z.array(Active.nullable()).optional(),
  side: z.looseObject({ pokemon: z.array(Pokemon) }).optional(),
});
type Request = z.infer<typeof Request>;
type Active = z.infer<typeof Active>;

/** One thing that one Pokémon may do. `once`: a team does it once a turn at most. */
interface Option {
  text: string;
  once: string | null;
  weight: number;
}

const PASS: Option = { text: "pass", once: null, weight: 1 };
/** Moves that are aimed, in battles of more than one a side, at a foe or at an ally. */
const FOES = new Set(["normal", "any", "adjacentFoe"]);
const ALLIES = new Set(["adjacentAlly"]);
const SELF_OR_ALLY = new Set(["adjacentAllyOrSelf"]);

/**
 * Chooses at random among what a request allows.
 *
 * @returns `null` when nothing is asked; `default` when everything else was refused
 */
export function drawChoice(received: unknown, context: ChoiceContext): string | null {
  const request = Request.parse(received);
  if (request.wait) return null;
  if (request.teamPreview) return drawOrder(request, context);
  const slots = request.forceSwitch ? forcedOptions(request) : activeOptions(request);
  const ranked = slots.map((options, slot) =>
    rank(options, `${context.seed}|${context.seat}|${context.rqid}|${slot}`),
  );
  for (const choice of combinations(ranked, [], 0)) {
    const text = choice.map((option) => option.text).join(", ");
    if (!context.refused.has(text)) return text;
  }
  return "default";
}

function drawOrder(request: Request, { seed, seat, rqid, refused }: ChoiceContext): string {
  const size = request.side?.pokemon.length ?? 1;
  const slots = Array.from(
    { length: size },
    (_, index): Option => ({ text: `${index + 1}`, once: null, weight: 1 }),
  );
  const order = `team ${rank(slots, `${seed}|${seat}|${rqid}`)
    .map((option) => option.text)
    .join(", ")}`;
  return refused.has(order) ? "default" : order;
}

/** Who must leave is replaced while there is someone to come; then, and beside them, slots pass. */
function forcedOptions(request: Request): Option[][] {
  const forced = request.forceSwitch ?? [];
  const reviving = request.side?.pokemon.some((pokemon) => pokemon.reviving) ?? false;
  const switches = bench(request, forced.length, reviving, 1);
  return forced.map((must) => (must ? [...switches, { ...PASS, weight: 1e-9 }] : [PASS]));
}

function activeOptions(request: Request): Option[][] {
  const active = request.active ?? [];
  const switches = bench(request, active.length, false, 0.3);
  return active.map((pokemon, slot) => {
    if (!pokemon || fainted(request.side?.pokemon[slot]?.condition)) return [PASS];
    const moves = moveOptions(pokemon, slot, active.length, request);
    return pokemon.trapped ? moves : [...moves, ...switches];
  });
}

function moveOptions(pokemon: Active, slot: number, width: number, request: Request): Option[] {
  const events = eventsOf(pokemon);
  return pokemon.moves.flatMap((move, index) => {
    if (move.disabled) return [];
    const plain = aim(`move ${index + 1}`, move.target, "", null, slot, width, request);
    const changed = events.flatMap((event) => {
      const target = targetWith(event, pokemon, index);
      return target === null
        ? []
        : aim(`move ${index + 1}`, target ?? move.target, ` ${event}`, onceFor(event), slot, width, request);
    });
    return [...plain, ...changed];
  });
}

/** The target of a move once the event has changed it; `undefined`: as before; `null`: the event does not go with it. */
function targetWith(event: string, pokemon: Active, index: number): string | null | undefined {
  if (event === "zmove") return pokemon.canZMove?.[index]?.target ?? null;
  if (event !== "dynamax") return undefined;
  const move = pokemon.maxMoves?.maxMoves[index];
  return move && !move.disabled ? move.target : null;
}

function eventsOf(pokemon: Active): string[] {
  const events: [unknown, string][] = [
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

function onceFor(event: string): string {
  return event.startsWith("mega") ? "mega" : event;
}

function aim(
  text: string,
  target: string | undefined,
  suffix: string,
  once: string | null,
  slot: number,
  width: number,
  request: Request,
): Option[] {
  const weight = once ? 0.5 : 1;
  if (width === 1 || target === undefined) return [{ text: `${text}${suffix}`, once, weight }];
  const places = placesOf(target, slot, width, request);
  if (places.length === 0) return [{ text: `${text}${suffix}`, once, weight }];
  return places.map((place) => ({ text: `${text} ${place}${suffix}`, once, weight: weight / places.length }));
}

/** Where a move may be aimed. Foes are counted from the far end, so that the one across is `width - slot`. */
function placesOf(target: string, slot: number, width: number, request: Request): string[] {
  const places = Array.from({ length: width }, (_, index) => index);
  if (FOES.has(target)) {
    return places
      .filter((place) => target === "any" || Math.abs(width - 1 - place - slot) <= 1)
      .map((place) => `+${place + 1}`);
  }
  const beside = (place: number) =>
    Math.abs(place - slot) === 1 && !fainted(request.side?.pokemon[place]?.condition);
  if (ALLIES.has(target)) return places.filter(beside).map((place) => `-${place + 1}`);
  if (SELF_OR_ALLY.has(target))
    return places.filter((place) => place === slot || beside(place)).map((place) => `-${place + 1}`);
  return [];
}

function bench(request: Request, width: number, reviving: boolean, weight: number): Option[] {
  const pokemon = request.side?.pokemon ?? [];
  const options = pokemon.flatMap((one, index) => {
    const there = index < width || one.active;
    const able = reviving ? fainted(one.condition) : !there && !fainted(one.condition);
    return able ? [{ text: `switch ${index + 1}`, once: `switch ${index + 1}`, weight }] : [];
  });
  return options.map((option) => ({ ...option, weight: option.weight / options.length }));
}

function fainted(condition: string | undefined): boolean {
  return condition?.endsWith(" fnt") ?? false;
}

/** All ways to take one option a slot, best ranked first. Taking an option away leaves the order of the rest. */
function* combinations(
  slots: readonly Option[][],
  taken: readonly Option[],
  slot: number,
): Generator<Option[]> {
  const options = slots[slot];
  if (!options) {
    yield [...taken];
    return;
  }
  for (const option of options) {
    if (option.once && taken.some((other) => other.once === option.once)) continue;
    yield* combinations(slots, [...taken, option], slot + 1);
  }
}

/** Orders options by chance, heavier ones earlier on average (an exponential race, each option with its own draw). */
function rank(options: readonly Option[], key: string): Option[] {
  const time = ({ text, weight }: Option) => -Math.log(draw(`${key}|${text}`)) / weight;
  return options
    .map((option) => ({ option, time: time(option) }))
    .sort((a, b) => a.time - b.time)
    .map(({ option }) => option);
}

/** A number between 0 and 1 that the text decides: FNV-1a, mixed as murmur3 ends. */
function draw(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) + 0.5) / 4294967296;
}
