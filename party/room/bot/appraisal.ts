import type { Pokemon, Side } from "@pkmn/sim";
import type { Action } from "../../../functions/_shared/battle/choice.ts";
import type { Option } from "../../../functions/_shared/battle/options.ts";
import { expectedDamage, hpShare, type Move, moveOf, outlook, outspeeds } from "./matchup.ts";

type MoveAction = Extract<Action, { kind: "move" }>;

/** What a switch costs: the foe's free turn. */
const SWITCH_COST = 0.7;
/** What it costs to do what is done once a battle. Who mega evolves loses nothing by it. */
const EVENT_COST = {
  mega: -0.2,
  megax: -0.2,
  megay: -0.2,
  ultra: -0.2,
  zmove: 0.3,
  dynamax: 0.2,
  terastallize: 0.2,
};
/** To pass, where there is anything else to do, is to be refused; to shift is to lose a turn. */
const IDLE = -5;
/** What a move that hits several takes from each. */
const SPREAD = 0.75;

/**
 * Says what an option is worth to a side, in shares of a foe's HP, by what its player can see: its own Pokémon, and the
 * species, types and HP of the foes on the field.
 */
export function appraise(side: Side, slot: number, { action }: Option): number {
  const own = side.active[slot];
  switch (action.kind) {
    case "move":
      return own ? moveWorth(own, slot, action) : 0;
    case "switch":
      return switchWorth(side, own, action.slot);
    default:
      return IDLE;
  }
}

/** The foes that stand on the field. */
export function foesOf(side: Side): Pokemon[] {
  return side.foe.active.filter((pokemon) => pokemon && !pokemon.fainted);
}

function switchWorth(side: Side, own: Pokemon | null | undefined, place: number): number {
  const next = side.pokemon[place - 1];
  if (!next) return 0;
  // Who is to be revived lies fainted; the stronger the better.
  if (next.fainted) return next.species.bst / 1000;
  const foes = foesOf(side);
  const gain = outlook(next, foes);
  if (side.battle.requestState === "switch" || !own || own.fainted) return gain;
  return gain - outlook(own, foes) - SWITCH_COST;
}

function moveWorth(own: Pokemon, slot: number, action: MoveAction): number {
  const move = requestedMove(own, slot, action);
  if (!move) return 0;
  const cost = action.event ? EVENT_COST[action.event] : 0;
  if (move.category === "Status") return statusWorth(own, move) - cost;
  const types = action.event === "terastallize" && own.teraType ? [own.teraType] : undefined;
  const targets = targetsOf(own, action.target, move.target);
  const share = targets.length > 1 ? SPREAD : 1;
  const each = targets.map((target) => {
    const left = hpShare(target);
    const damage = expectedDamage(own, move, target, types) * share;
    if (target.side === own.side) return -Math.min(damage, left);
    const kill = damage < left ? 0 : outspeeds(own, target) || move.priority > 0 ? 0.3 : 0.15;
    return Math.min(damage, left) + kill;
  });
  const price = move.selfdestruct ? hpShare(own) : 0;
  return each.reduce((sum, one) => sum + one, 0) - cost - price;
}

/** The move as it will be used; `null` when the request names none such. */
function requestedMove(own: Pokemon, slot: number, { move, event }: MoveAction): Move | null {
  const request = own.side.activeRequest;
  const active = request && "active" in request ? request.active?.[slot] : undefined;
  const id = active?.moves[Number(move) - 1]?.id;
  if (!id) return null;
  const base = moveOf(own, id);
  const { actions } = own.battle;
  if (event === "zmove") return actions.getActiveZMove(base, own);
  const grown = event === "dynamax" || own.volatiles.dynamax !== undefined;
  return grown && (base.category === "Status" || base.maxMove) ? actions.getActiveMaxMove(base, own) : base;
}

/** Whom an attack hits: the one that it is aimed at, or all that it reaches. */
function targetsOf(own: Pokemon, aimed: number | null, reach: Move["target"]): Pokemon[] {
  const foes = foesOf(own.side);
  const aim = aimed === null ? null : own.getAtLoc(aimed);
  if (aim && !aim.fainted) return [aim];
  if (reach === "allAdjacent") return [...foes, ...own.adjacentAllies()];
  if (reach === "allAdjacentFoes" || reach === "all") return foes;
  return foes.slice(0, 1);
}

/** What is gained by a move that deals no damage: rules of thumb. */
function statusWorth(own: Pokemon, move: Move): number {
  const foe = foesOf(own.side)[0];
  if (move.heal || move.flags.heal) return 0.9 * (1 - hpShare(own)) - 0.1;
  if (move.status) {
    const { dex } = own.battle;
    const hits = foe && !foe.status && dex.getImmunity(move.status, foe.getTypes());
    const immune = foe && move.id === "thunderwave" && !dex.getImmunity(move.type, foe.getTypes());
    return hits && !immune ? 0.35 : 0;
  }
  const boosts = move.boosts ?? move.selfBoost?.boosts;
  if (boosts && move.target === "self") {
    const raised = Object.values(own.boosts).reduce((sum, one) => sum + Math.max(0, one), 0);
    return raised < 4 ? 0.45 * hpShare(own) - 0.1 : 0;
  }
  if (move.sideCondition) {
    const side = move.target === "foeSide" ? own.side.foe : own.side;
    return side.sideConditions[move.sideCondition] ? 0 : 0.3;
  }
  return 0.05;
}
