import { effectName, type Known, type Line } from "./model.ts";

type Find = (ident: string) => Known | undefined;

/** What begins with `-start` and is told elsewhere, or is over with its turn. */
const UNTOLD = new Set(["typechange", "typeadd", "Dynamax", "Mimic"]);

/** Reads what lasts on a Pokémon, what becomes of its types, and what it is seen to have. */
export function readEffects(line: Line, find: Find): void {
  const pokemon = find(line.at(0));
  if (!pokemon) return;
  switch (line.kind) {
    case "-start":
      begin(pokemon, line, find);
      break;
    case "-end":
      end(pokemon, effectName(line.at(1)));
      break;
    case "-terastallize":
      pokemon.tera = line.at(1);
      break;
    case "-transform": {
      const model = find(line.at(1));
      if (!model) break;
      pokemon.types = model.types;
      pokemon.species = model.species;
      pokemon.boosts = { ...model.boosts };
      break;
    }
    case "move":
      if (line.note("from") === "" && !pokemon.moves.includes(line.at(1))) pokemon.moves.push(line.at(1));
      break;
    case "-ability":
      pokemon.ability = line.at(1);
      break;
    case "-endability":
      if (line.at(1) !== "") pokemon.ability = line.at(1);
      break;
    case "-item":
      pokemon.item = line.at(1);
      break;
    case "-enditem":
      pokemon.item = null;
      break;
    case "-mega":
      if (line.at(2) !== "") pokemon.item = line.at(2);
      break;
    case "faint":
      Object.assign(pokemon, { boosts: {}, effects: [] });
      break;
  }
}

function begin(pokemon: Known, line: Line, find: Find): void {
  const effect = effectName(line.at(1));
  switch (effect) {
    case "typechange": {
      const model = /Reflect Type$/.test(line.note("from")) ? find(line.note("of")) : undefined;
      const told = line.at(2).split("/").filter(Boolean);
      pokemon.types = told.length > 0 ? told : (model?.types ?? null);
      pokemon.added = null;
      break;
    }
    case "typeadd":
      pokemon.added = line.at(2);
      break;
    case "Dynamax":
      pokemon.effects.push(line.at(2) === "Gmax" ? "Gigantamax" : "Dynamax");
      break;
  }
  if (UNTOLD.has(effect)) return;
  const counted = effect.replace(/^(perish|stockpile|fallen)\d$/i, "$1");
  pokemon.effects = pokemon.effects.filter((each) => !each.startsWith(counted) || counted === effect);
  if (!pokemon.effects.includes(effect)) pokemon.effects.push(effect);
}

function end(pokemon: Known, effect: string): void {
  pokemon.effects = pokemon.effects.filter(
    (each) => each !== effect && !(effect === "Dynamax" && each === "Gigantamax"),
  );
  if (effect === "typechange") pokemon.types = null;
}

/** What a line names as its source has been seen: `[from] item: Leftovers`, `[from] ability: Drought|[of] p1a: …`. */
export function readSource(line: Line, find: Find): void {
  const from = line.note("from");
  const of = line.note("of");
  const owner = find(of === "" ? line.at(0) : of);
  if (!owner) return;
  if (from.startsWith("ability: ")) owner.ability = effectName(from);
  if (from.startsWith("item: ") && line.kind !== "-enditem") owner.item = effectName(from);
}
