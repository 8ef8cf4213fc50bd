import type { Chance } from "./chance.ts";
import type { Active, Pokemon, Request } from "./request.ts";

/** The two ways of the grammar to say the same: `move 1 +2` or `move thunderbolt 2`. */
export type Style = "numbers" | "ids";

interface Turn {
  request: Request;
  chance: Chance;
  style: Style;
  /** Places that an earlier slot switches to already. */
  taken: Set<number>;
  /** Events that an earlier slot uses already: one Pokémon of a side may, each turn. */
  spent: Set<string>;
}

/** A random legal choice, by what "Choices" of docs/protocol.md says and nothing else. */
export function randomChoice(request: Request, chance: Chance, style: Style): string {
  const turn: Turn = { request, chance, style, taken: new Set(), spent: new Set() };
  if (request.teamPreview) return previewChoice(turn);
  const actions = request.forceSwitch
    ? replacements(turn, request.forceSwitch)
    : (request.active ?? []).map((active, slot) => action(turn, active, slot));
  return actions.join(style === "ids" ? "," : ", ");
}

function previewChoice({ request, chance, style }: Turn): string {
  const places = chance.shuffled(request.side.pokemon.map((_, index) => index + 1));
  const brought = places.slice(0, request.maxChosenTeamSize ?? places.length);
  const digits = style === "numbers" && brought.every((place) => place < 10);
  return `team ${brought.join(digits ? "" : ",")}`;
}

const fainted = (pokemon: Pokemon) => pokemon.condition.endsWith(" fnt");

/** The places, from 1, of those who can come in. */
function bench({ request, taken }: Turn): number[] {
  return request.side.pokemon.flatMap((pokemon, index) =>
    pokemon.active || fainted(pokemon) || taken.has(index + 1) ? [] : [index + 1],
  );
}

function replacements(turn: Turn, slots: boolean[]): string[] {
  const { request, chance, taken } = turn;
  const actions = slots.map(() => "pass");
  const open = slots.flatMap((forced, slot) => (forced ? [slot] : []));
  // With fewer left than slots, any of the slots may be the one that is filled.
  for (const slot of chance.shuffled(open)) {
    const candidates = request.side.pokemon[slot]?.reviving
      ? request.side.pokemon.flatMap((pokemon, index) => (fainted(pokemon) ? [index + 1] : []))
      : bench(turn);
    if (candidates.length === 0) continue;
    const place = chance.pick(candidates);
    taken.add(place);
    actions[slot] = `switch ${place}`;
  }
  return actions;
}

function action(turn: Turn, active: Active | null, slot: number): string {
  const pokemon = turn.request.side.pokemon[slot];
  if (active === null || pokemon === undefined || fainted(pokemon) || pokemon.commanding) return "pass";
  const candidates = active.trapped ? [] : bench(turn);
  const moves = active.moves.flatMap((move, index) => {
    const disabled = dynamaxed(active) ? active.maxMoves?.maxMoves[index]?.disabled : move.disabled;
    return disabled ? [] : [index];
  });
  if (candidates.length > 0 && (moves.length === 0 || turn.chance.happens(0.08))) {
    const place = turn.chance.pick(candidates);
    turn.taken.add(place);
    return `switch ${place}`;
  }
  return moves.length === 0 ? "default" : moveAction(turn, active, slot, turn.chance.pick(moves));
}

/** While it is dynamaxed a Pokémon has max moves and cannot dynamax. */
const dynamaxed = (active: Active) => active.maxMoves !== undefined && !active.canDynamax;

function events(active: Active, index: number): string[] {
  const possible: [string, boolean][] = [
    ["mega", active.canMegaEvo === true],
    ["megax", active.canMegaEvoX === true],
    ["megay", active.canMegaEvoY === true],
    ["ultra", active.canUltraBurst === true],
    ["zmove", active.canZMove?.[index] !== undefined && active.canZMove[index] !== null],
    ["dynamax", active.canDynamax === true && active.maxMoves?.maxMoves[index]?.disabled !== true],
    ["terastallize", active.canTerastallize !== undefined],
  ];
  return possible.flatMap(([event, can]) => (can ? [event] : []));
}

const OTHER_NAMES: Record<string, string> = { dynamax: "max", terastallize: "terastal" };

function moveAction(turn: Turn, active: Active, slot: number, index: number): string {
  const { chance, style, spent } = turn;
  const possible = events(active, index).filter((event) => !spent.has(event));
  const event = possible.length > 0 && chance.happens(0.3) ? chance.pick(possible) : undefined;
  if (event !== undefined) spent.add(event);
  const move = active.moves[index];
  // By its id a locked move, which has no `target`, wants one all the same in doubles; by number it does not.
  const name = style === "ids" && move?.target !== undefined ? move.id : String(index + 1);
  let aim = move?.target;
  if (event === "zmove") aim = active.canZMove?.[index]?.target;
  if (event === "dynamax" || dynamaxed(active)) aim = active.maxMoves?.maxMoves[index]?.target;
  const slots = turn.request.active?.length ?? 1;
  const target = slots > 1 ? randomTarget(chance, aim, slot, slots) : undefined;
  const shown = style === "ids" ? target?.replace("+", "") : target;
  const said = style === "ids" && event !== undefined ? (OTHER_NAMES[event] ?? event) : event;
  return ["move", name, ...(style === "ids" ? [said, shown] : [shown, said])]
    .filter((part) => part !== undefined)
    .join(" ");
}

/** Doubles: both foes and the ally are beside everybody. */
function randomTarget(
  chance: Chance,
  target: string | undefined,
  slot: number,
  slots: number,
): string | undefined {
  const places = Array.from({ length: slots }, (_, index) => index + 1);
  const foes = places.map((place) => `+${place}`);
  const self = `-${slot + 1}`;
  const allies = places.map((place) => `-${place}`).filter((place) => place !== self);
  switch (target) {
    case "normal":
    case "any":
      // Mostly foes: a battle in which friends fight each other takes long.
      return chance.pick(chance.happens(0.9) ? foes : allies);
    case "adjacentFoe":
      return chance.pick(foes);
    case "adjacentAlly":
      return chance.pick(allies);
    case "adjacentAllyOrSelf":
      return chance.pick([...allies, self]);
    default:
      return undefined;
  }
}
