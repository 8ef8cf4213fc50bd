import type { Known, Line } from "./model.ts";

type Find = (ident: string) => Known | undefined;

/** Reads what raises and lowers the stats of a Pokémon. @returns whether the line was about that */
export function readBoosts(line: Line, find: Find, everybody: () => Known[]): boolean {
  const pokemon = find(line.at(0));
  const amount = Number(line.at(2)) || 0;
  switch (line.kind) {
    case "-boost":
      change(pokemon, line.at(1), amount);
      return true;
    case "-unboost":
      change(pokemon, line.at(1), -amount);
      return true;
    case "-setboost":
      if (pokemon) set(pokemon, line.at(1), amount);
      return true;
    case "-swapboost":
      swap(pokemon, find(line.at(1)), line.at(2));
      return true;
    case "-copyboost": {
      const source = find(line.at(1));
      if (pokemon && source) pokemon.boosts = { ...source.boosts };
      return true;
    }
    case "-invertboost":
      keep(pokemon, (value) => -value);
      return true;
    case "-clearboost":
      keep(pokemon, () => 0);
      return true;
    case "-clearpositiveboost":
      keep(pokemon, (value) => Math.min(0, value));
      return true;
    case "-clearnegativeboost":
      keep(pokemon, (value) => Math.max(0, value));
      return true;
    case "-clearallboost":
      for (const each of everybody()) each.boosts = {};
      return true;
    default:
      return false;
  }
}

function set(pokemon: Known, stat: string, value: number): void {
  const bounded = Math.max(-6, Math.min(6, value));
  if (bounded === 0) delete pokemon.boosts[stat];
  else pokemon.boosts[stat] = bounded;
}

function change(pokemon: Known | undefined, stat: string, amount: number): void {
  if (pokemon) set(pokemon, stat, (pokemon.boosts[stat] ?? 0) + amount);
}

function keep(pokemon: Known | undefined, next: (value: number) => number): void {
  for (const [stat, value] of Object.entries(pokemon?.boosts ?? {})) {
    if (pokemon) set(pokemon, stat, next(value));
  }
}

function swap(one: Known | undefined, other: Known | undefined, stats: string): void {
  if (!one || !other) return;
  const named =
    stats === "" ? ["atk", "def", "spa", "spd", "spe", "accuracy", "evasion"] : stats.split(/, ?/);
  for (const stat of named) {
    const [a, b] = [one.boosts[stat] ?? 0, other.boosts[stat] ?? 0];
    set(one, stat, b);
    set(other, stat, a);
  }
}
