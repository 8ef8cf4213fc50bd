import type { Battle, Pokemon } from "@pkmn/sim";

export type Move = ReturnType<Battle["dex"]["moves"]["get"]>;

/** What everyone can see of a Pokémon. Of its stats, that is what its species has. */
interface Looks {
  types: string[];
  level: number;
  base: Pokemon["species"]["baseStats"];
}

/** The power that is expected of a move whose power depends on the battle. */
const UNKNOWN_POWER = 60;
/** An own stat as it would be with a species' base stat: neutral nature, no effort. */
const PLAIN_IV = 31;

/**
 * The share of the foe's full HP that a move is expected to take, accuracy included: the damage formula of the games with
 * what the attacker's player knows, and with the foe's species for the rest.
 */
export function expectedDamage(attacker: Pokemon, move: Move, foe: Pokemon, types?: string[]): number {
  if (move.category === "Status") return 0;
  const { dex } = attacker.battle;
  const looks = looksOf(foe);
  if (!move.ignoreImmunity && !dex.getImmunity(move, looks.types)) return 0;
  const hp = fullHp(looks);
  const accuracy = move.accuracy === true ? 1 : Math.min(move.accuracy, 100) / 100;
  if (typeof move.damage === "number") return (move.damage / hp) * accuracy;
  if (move.damage === "level") return (attacker.level / hp) * accuracy;
  if (move.ohko) return 0.3;

  const physical = move.category === "Physical";
  const attack = ownStat(attacker, physical ? "atk" : "spa");
  const defence = stat(physical ? looks.base.def : looks.base.spd, looks.level);
  const hits = Array.isArray(move.multihit) ? 3 : (move.multihit ?? 1);
  const power = (move.basePower || UNKNOWN_POWER) * hits;
  const stab = (types ?? attacker.getTypes()).includes(move.type) ? 1.5 : 1;
  const effect = 2 ** dex.getEffectiveness(move, looks.types);
  const damage = ((((2 * attacker.level) / 5 + 2) * power * attack) / defence / 50 + 2) * stab * effect;
  // Who charges or rests a turn deals half as much a turn.
  const turns = move.flags.charge || move.flags.recharge ? 2 : 1;
  return ((damage * 0.92) / hp / turns) * accuracy;
}

/** A move of a Pokémon; Hidden Power is one of sixteen. */
export function moveOf(pokemon: Pokemon, id: string): Move {
  const { dex } = pokemon.battle;
  return dex.moves.get(id === "hiddenpower" ? `hiddenpower${pokemon.hpType}` : id);
}

/** The most that any of a Pokémon's moves is expected to take from a foe. */
export function bestDamage(attacker: Pokemon, foe: Pokemon): number {
  return Math.max(0, ...attacker.moves.map((id) => expectedDamage(attacker, moveOf(attacker, id), foe)));
}

/** What a foe could take each turn, as its types suggest: nobody knows its moves. */
export function threat(foe: Pokemon, own: Pokemon): number {
  const { dex } = own.battle;
  const looks = looksOf(foe);
  const types = own.getTypes();
  const effects = looks.types.map((type) =>
    dex.getImmunity(type, types) ? 2 ** dex.getEffectiveness(type, types) : 0,
  );
  const attack = Math.max(stat(looks.base.atk, looks.level), stat(looks.base.spa, looks.level));
  const defence = Math.min(ownStat(own, "def"), ownStat(own, "spd"));
  const damage = ((((2 * looks.level) / 5 + 2) * 80 * attack) / defence / 50 + 2) * 1.5;
  return (damage * Math.max(...effects, 0)) / own.maxhp;
}

/** How well a Pokémon stands against the foes on the field, from -1 (beaten) to 1 (winning). */
export function outlook(own: Pokemon, foes: readonly Pokemon[]): number {
  if (foes.length === 0) return 0;
  const each = foes.map((foe) => {
    const deals = Math.min(1, bestDamage(own, foe) / hpShare(foe));
    const takes = Math.min(1, threat(foe, own) / hpShare(own));
    return deals - takes;
  });
  return each.reduce((sum, one) => sum + one, 0) / each.length;
}

/** The share of its HP that a Pokémon has left, which everyone sees. */
export function hpShare(pokemon: Pokemon): number {
  return Math.max(pokemon.hp / pokemon.maxhp, 0.01);
}

/** Whether a Pokémon is expected to move before a foe. */
export function outspeeds(own: Pokemon, foe: Pokemon): boolean {
  const looks = looksOf(foe);
  return ownStat(own, "spe") > stat(looks.base.spe, looks.level);
}

function looksOf(pokemon: Pokemon): Looks {
  const shown = pokemon.illusion ?? pokemon;
  const types = pokemon.illusion ? pokemon.illusion.species.types : pokemon.getTypes();
  return { types: [...types], level: shown.level, base: shown.species.baseStats };
}

/** A stat with its stages. What items and abilities make of it depends on the move, and asking could touch the battle. */
function ownStat(pokemon: Pokemon, name: "atk" | "def" | "spa" | "spd" | "spe"): number {
  return pokemon.getStat(name, false, true);
}

function stat(base: number, level: number): number {
  return Math.floor(((2 * base + PLAIN_IV + 21) * level) / 100) + 5;
}

function fullHp({ base, level }: Looks): number {
  return Math.floor(((2 * base.hp + PLAIN_IV + 21) * level) / 100) + level + 10;
}
