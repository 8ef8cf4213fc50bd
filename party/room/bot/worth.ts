import type { Battle, Pokemon, Side } from "@pkmn/sim";
import { foesOf } from "./appraisal.ts";
import { hpShare, outlook } from "./matchup.ts";

const ENDED = 100;
/** A Pokémon that stands is worth this beside its HP. */
const ALIVE = 0.5;
const STATUS: Readonly<Record<string, number>> = {
  brn: 0.2,
  par: 0.2,
  psn: 0.1,
  tox: 0.25,
  slp: 0.4,
  frz: 0.5,
};
const STAGE = 0.06;
const HAZARD = 0.15;
const OUTLOOK = 0.3;

/** What a battle looks like to a side, in Pokémon: above 0 is ahead. */
export function worthOf(battle: Battle, side: Side): number {
  if (battle.ended) return battle.winner === side.name ? ENDED : battle.winner ? -ENDED : 0;
  return sideWorth(side) - sideWorth(side.foe) + OUTLOOK * stand(side);
}

function sideWorth(side: Side): number {
  const standing = side.pokemon.filter((pokemon) => !pokemon.fainted);
  const team = standing.reduce((sum, pokemon) => sum + pokemonWorth(pokemon), 0);
  const hazards = ["stealthrock", "spikes", "toxicspikes", "stickyweb"].reduce(
    (sum, id) => sum + Number(side.sideConditions[id]?.layers ?? (side.sideConditions[id] ? 1 : 0)),
    0,
  );
  return team - (HAZARD * hazards * standing.length) / 6;
}

function pokemonWorth(pokemon: Pokemon): number {
  const stages = pokemon.isActive ? Object.values(pokemon.boosts).reduce((sum, one) => sum + one, 0) : 0;
  const shield = pokemon.volatiles.substitute ? 0.15 : 0;
  return ALIVE + hpShare(pokemon) - (STATUS[pokemon.status] ?? 0) + STAGE * stages + shield;
}

function stand(side: Side): number {
  const foes = foesOf(side);
  const own = side.active.filter((pokemon) => pokemon && !pokemon.fainted);
  if (own.length === 0) return 0;
  return own.reduce((sum, pokemon) => sum + outlook(pokemon, foes), 0) / own.length;
}
