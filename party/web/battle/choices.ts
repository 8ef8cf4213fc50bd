import { type Action, formatChoice, type MoveEvent } from "../../../functions/_shared/battle/choice.ts";
import { maxMoveName } from "./max-moves.ts";
import { type Active, healthOf, labelOf, nameOf, type Pokemon, type Request, speciesOf } from "./request.ts";

/** One thing that can be chosen, as a button shows it. */
export interface Option {
  /** Unique among the options of one question. */
  key: string;
  label: string;
  detail: string;
  disabled: boolean;
  action: Action;
  /** The move that it is, by its place among the moves and its id; `changed` by what it is combined with. */
  move?: { index: number; id: string; name: string; changed: boolean };
  /** Whom it is aimed at; `null` where nothing is to be aimed. */
  target?: { location: number | null; name: string };
}

/** What is to be chosen next for an active slot. */
export interface Question {
  /** The active slot that chooses, from 0. */
  slot: number;
  who: string;
  forced: boolean;
  events: { event: MoveEvent; label: string }[];
  moves: Option[];
  switches: Option[];
  /** What limits the switches. */
  note: string | null;
}

const EVENT_LABELS: Record<MoveEvent, string> = {
  mega: "Mega Evolve",
  megax: "Mega Evolve X",
  megay: "Mega Evolve Y",
  zmove: "Z-Move",
  ultra: "Ultra Burst",
  dynamax: "Dynamax",
  terastallize: "Terastallize",
};

const CHOSEN_TARGETS = new Set(["normal", "any", "adjacentAlly", "adjacentAllyOrSelf", "adjacentFoe"]);

/** How many slots a request asks for an action. */
function slotCount(request: Request): number {
  return request.forceSwitch?.length ?? request.active?.length ?? 0;
}

/** Answers that need no asking: an empty, fainted or commanding slot passes, as does one that no reserve can fill. */
export function withPasses(request: Request, made: readonly Action[]): Action[] {
  const actions = [...made];
  while (actions.length < slotCount(request) && mustPass(request, actions)) actions.push({ kind: "pass" });
  return actions;
}

function mustPass(request: Request, made: readonly Action[]): boolean {
  const slot = made.length;
  if (request.forceSwitch) {
    return request.forceSwitch[slot] !== true || reserves(request, made).length === 0;
  }
  const pokemon = request.side?.pokemon[slot];
  const active = request.active?.[slot];
  return !active || !pokemon || healthOf(pokemon.condition).fainted || pokemon.commanding === true;
}

/** Team positions, from 1, that may come in; `made` holds those already called. */
function reserves(request: Request, made: readonly Action[]): number[] {
  const pokemon = request.side?.pokemon ?? [];
  const reviving = request.forceSwitch !== undefined && pokemon[made.length]?.reviving === true;
  return pokemon.flatMap((candidate, index) => {
    const called = made.some((action) => action.kind === "switch" && action.slot === index + 1);
    const fits = healthOf(candidate.condition).fainted === reviving;
    return !candidate.active && fits && !called ? [index + 1] : [];
  });
}

/**
 * What to ask next for a request, given the actions chosen so far; `null` when nothing is left to ask.
 *
 * @param event what the visitor wants to combine with the next move
 * @param foes what the foes on the field are called
 */
export function questionOf(
  request: Request,
  made: readonly Action[],
  event: MoveEvent | null,
  foes: readonly string[] = [],
): Question | null {
  const slot = made.length;
  if (request.wait || slot >= slotCount(request)) return null;
  const pokemon = request.side?.pokemon ?? [];
  const who = pokemon[slot] ? nameOf(pokemon[slot].ident) : `slot ${slot + 1}`;
  const active = request.active?.[slot] ?? null;
  const events = active ? eventsOf(active, made) : [];
  const wanted = events.some((offered) => offered.event === event) ? event : null;
  const trapped = active?.trapped === true;
  return {
    slot,
    who,
    forced: request.forceSwitch !== undefined,
    events,
    moves: active ? movesOf(request, active, slot, wanted, foes) : [],
    switches: trapped ? [] : reserves(request, made).map((position) => switchOption(pokemon, position)),
    note: trapped
      ? `${who} is trapped and cannot switch.`
      : active?.maybeTrapped
        ? `${who} may be trapped.`
        : null,
  };
}

function eventsOf(active: Active, made: readonly Action[]): { event: MoveEvent; label: string }[] {
  const used = new Set(
    made.flatMap((action) => (action.kind === "move" && action.event ? [action.event] : [])),
  );
  const mega = used.has("mega") || used.has("megax") || used.has("megay");
  const offered: [MoveEvent, boolean][] = [
    ["mega", active.canMegaEvo === true && !mega],
    ["megax", active.canMegaEvoX === true && !mega],
    ["megay", active.canMegaEvoY === true && !mega],
    ["ultra", active.canUltraBurst === true],
    ["zmove", Array.isArray(active.canZMove)],
    ["dynamax", active.canDynamax === true],
    ["terastallize", typeof active.canTerastallize === "string"],
  ];
  return offered.flatMap(([event, can]) => {
    if (!can || used.has(event)) return [];
    const type = event === "terastallize" ? ` (${active.canTerastallize})` : "";
    return [{ event, label: EVENT_LABELS[event] + type }];
  });
}

function movesOf(
  request: Request,
  active: Active,
  slot: number,
  event: MoveEvent | null,
  foes: readonly string[],
): Option[] {
  // A Pokémon that is dynamaxed already is offered no dynamax, but has max moves.
  const max = event === "dynamax" || (active.maxMoves && active.canDynamax !== true) ? active.maxMoves : null;
  return active.moves.flatMap((move, index) => {
    const changed = event === "zmove" ? active.canZMove?.[index] : max?.maxMoves[index];
    if (event === "zmove" && !changed) return [];
    const disabled = changed?.disabled ?? (event === "zmove" ? false : Boolean(move.disabled));
    const target = changed?.target ?? move.target;
    const label = changed ? maxMoveName(changed.move) : move.move;
    const detail = move.pp === undefined ? "" : `${move.pp}/${move.maxpp ?? "?"} PP`;
    return targetsOf(request, slot, target, foes).map(({ location, name }) => ({
      key: `move ${index + 1} ${location ?? ""}`,
      label: name === "" ? label : `${label} → ${name}`,
      detail,
      disabled,
      action: { kind: "move", move: String(index + 1), target: location, event } as const,
      move: { index, id: move.id, name: label, changed: changed != null },
      target: { location, name },
    }));
  });
}

/** Whom a move can be aimed at: foes are +1, +2, …, allies −1, −2, …; one unnamed place where nothing is to be aimed. */
function targetsOf(
  request: Request,
  slot: number,
  target: string | undefined,
  foeNames: readonly string[],
): { location: number | null; name: string }[] {
  const width = request.active?.length ?? 1;
  if (width === 1 || target === undefined || !CHOSEN_TARGETS.has(target))
    return [{ location: null, name: "" }];
  const places = Array.from({ length: width }, (_, index) => index);
  const foes = places.map((place) => ({ location: place + 1, name: foeNames[place] ?? `foe ${place + 1}` }));
  const allies = places
    .filter((place) => place !== slot && !isFainted(request, place))
    .map((place) => ({
      location: -(place + 1),
      name: nameOf(request.side?.pokemon[place]?.ident ?? "ally"),
    }));
  const self = { location: -(slot + 1), name: "itself" };
  switch (target) {
    case "adjacentFoe":
      return foes;
    case "adjacentAlly":
      return allies.length > 0 ? allies : [{ location: null, name: "" }];
    case "adjacentAllyOrSelf":
      return [...allies, self];
    default:
      return [...foes, ...allies];
  }
}

function isFainted(request: Request, place: number): boolean {
  const pokemon = request.side?.pokemon[place];
  return !pokemon || healthOf(pokemon.condition).fainted;
}

function switchOption(pokemon: readonly Pokemon[], position: number): Option {
  const candidate = pokemon[position - 1];
  const health = healthOf(candidate?.condition ?? "0 fnt");
  const name = nameOf(candidate?.ident ?? "");
  const species = speciesOf(candidate?.details ?? "");
  return {
    key: `switch ${position}`,
    label: labelOf(name, species),
    detail: health.fainted ? "fainted" : [`${health.percent}%`, health.status].filter(Boolean).join(" "),
    disabled: false,
    action: { kind: "switch", slot: position },
  };
}

/** The text of a finished choice; `null` while slots are still to be asked. */
export function choiceText(request: Request, made: readonly Action[]): string | null {
  if (made.length === 0 || made.length < slotCount(request)) return null;
  return formatChoice({ kind: "actions", actions: [...made] });
}

/** The text of a team order: the picks first, the others behind them as they stand. */
export function teamText(request: Request, picked: readonly number[]): string {
  const all = (request.side?.pokemon ?? []).map((_, index) => index + 1);
  const order = [...picked, ...all.filter((position) => !picked.includes(position))];
  return formatChoice({ kind: "team", slots: order.slice(0, request.maxChosenTeamSize ?? order.length) });
}
