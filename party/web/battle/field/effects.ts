import { idOf } from "../../dex/id.ts";
import { effectName, type Known, type Line } from "./model.ts";

type Find = (ident: string) => Known | undefined;

/** What begins with `-start` and is told elsewhere, is over with its turn, or ends on another Pokémon. */
const UNTOLD = new Set(["typechange", "typeadd", "Dynamax", "Mimic", "Future Sight", "Doom Desire"]);

/** Kinds that Baton Pass does not hand on: what the simulator marks as `noCopy`, and is shown. */
const STAYING = new Set(
  `attract disable dynamax encore fallen flashfire foresight gigantamax gmaxchistrike imprison miracleeye nightmare
  protosynthesis quarkdrive saltcure smackdown stockpile syrupbomb torment yawn`.split(/\s+/),
);

/** Kinds that end without a word of their own when something pulls a Pokémon to the ground. */
const FLOATING = new Set(["magnetrise", "telekinesis"]);

/** Effects that begin with a count or a stat in their name, and end, if at all, by their name alone. */
const GRADED: Readonly<Record<string, string>> = {
  perish: "Perish",
  stockpile: "Stockpile",
  fallen: "Fallen",
  protosynthesis: "Protosynthesis",
  quarkdrive: "Quark Drive",
};
const GRADE = new RegExp(`^(${Object.keys(GRADED).join("|")})(\\d|atk|def|spa|spd|spe)$`);

/** Reads what lasts on a Pokémon, what becomes of its types, and what it is seen to have. */
export function readEffects(line: Line, find: Find): void {
  const pokemon = find(line.at(0));
  if (!pokemon) return;
  switch (line.kind) {
    case "-start":
      begin(pokemon, line, find);
      break;
    case "-activate":
      if (effectName(line.at(1)) === "Gravity") land(pokemon);
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
  if (effect === "Smack Down") land(pokemon);
  if (UNTOLD.has(effect)) return;
  const before = pokemon.effects.findIndex((each) => kindOf(each) === kindOf(effect));
  pokemon.effects.splice(before < 0 ? pokemon.effects.length : before, 1, wordsFor(effect));
}

/** What an effect is, whatever its grade: `perish` of `perish3`, of `perish2` and of `Perish 2`. */
function kindOf(effect: string): string {
  const id = idOf(effect);
  return GRADE.exec(id)?.[1] ?? id;
}

/** `Perish 3` for `perish3`, `Quark Drive SPE` for `quarkdrivespe`; others are called what they are. */
function wordsFor(effect: string): string {
  const [, kind = "", grade = ""] = GRADE.exec(idOf(effect)) ?? [];
  if (kind !== "") return `${GRADED[kind]} ${grade.toUpperCase()}`;
  return effect.charAt(0).toUpperCase() + effect.slice(1);
}

function land(pokemon: Known): void {
  pokemon.effects = pokemon.effects.filter((each) => !FLOATING.has(kindOf(each)));
}

/** Of the effects on a Pokémon those that Baton Pass hands on. */
export function passedOn(effects: readonly string[]): string[] {
  return effects.filter((each) => !STAYING.has(kindOf(each)));
}

function end(pokemon: Known, effect: string): void {
  pokemon.effects = pokemon.effects.filter(
    (each) => kindOf(each) !== kindOf(effect) && !(effect === "Dynamax" && each === "Gigantamax"),
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
