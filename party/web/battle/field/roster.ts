import { healthOf, nameOf, speciesOf } from "../request.ts";
import { passedOn } from "./effects.ts";
import { type Field, type Known, type Line, type Standing, seatOf } from "./model.ts";

const FULL = { percent: 100, exact: null, status: null, fainted: false };

/** A Pokémon of which only the details are known: `"Great Tusk, L81, F, shiny"`. */
function pokemonOf(name: string, details: string): Known {
  const known: Known = {
    place: null,
    name,
    species: speciesOf(details).replace(/-\*$/, ""),
    level: 100,
    gender: null,
    shiny: false,
    health: FULL,
    entered: FULL,
    types: null,
    added: null,
    tera: null,
    boosts: {},
    effects: [],
    moves: [],
    ability: null,
    item: null,
    unseen: name === "",
  };
  describe(known, details);
  return known;
}

function describe(pokemon: Known, details: string): void {
  const facts = details.split(", ").slice(1);
  pokemon.level = Number(facts.find((fact) => /^L\d+$/.test(fact))?.slice(1) ?? 100);
  pokemon.gender = facts.includes("M") ? "M" : facts.includes("F") ? "F" : null;
  pokemon.shiny = facts.includes("shiny");
  const tera = facts.find((fact) => fact.startsWith("tera:"))?.slice(5);
  if (tera !== undefined) pokemon.tera = tera;
}

/** Notes a Pokémon of team preview. */
export function preview(field: Field, seat: string, details: string): void {
  field.roster[seatOf(seat)].push(pokemonOf("", details));
}

/** Lets a Pokémon take its place: `|switch|p1a: Sparky|Pikachu, L82|100/100`. What it leaves behind ends. */
export function enter(field: Field, line: Line): void {
  const [ident, details] = [line.at(0), line.at(1)];
  const place = ident.slice(0, 3);
  const roster = field.roster[seatOf(ident)];
  const before = roster.find((each) => each.place === place);
  const disguised = line.kind === "replace";
  if (before) before.place = null;
  const pokemon = found(roster, nameOf(ident), details, before) ?? pokemonOf(nameOf(ident), details);
  if (!roster.includes(pokemon)) roster.push(pokemon);
  const handed = handedOver(line, disguised, before);
  if (before) {
    rest(before);
    if (disguised) before.health = before.entered;
  }
  rest(pokemon);
  describe(pokemon, details);
  Object.assign(pokemon, { place, name: nameOf(ident), species: speciesOf(details), unseen: false }, handed);
  if (line.at(2) !== "") pokemon.health = healthOf(line.at(2));
  pokemon.entered = pokemon.health;
}

/** What passes to who comes in: Baton Pass hands on most, and a disguise that falls everything. */
function handedOver(line: Line, disguised: boolean, before: Known | undefined): Partial<Known> {
  if (!before) return {};
  const { boosts, effects, health } = before;
  if (disguised) return { boosts, effects, health };
  const by = line.note("from");
  if (/Baton Pass$/.test(by)) return { boosts, effects: passedOn(effects) };
  if (/Shed Tail$/.test(by)) return { effects: effects.filter((effect) => effect === "Substitute") };
  return {};
}

/** Ends what lasts only while a Pokémon stands on the field. */
function rest(pokemon: Known): void {
  Object.assign(pokemon, { boosts: {}, effects: [], types: null, added: null });
}

/** The one that this was before: by its name, else one of team preview that it can be. */
function found(
  roster: Known[],
  name: string,
  details: string,
  leaving: Known | undefined,
): Known | undefined {
  const species = speciesOf(details);
  const free = roster.filter((each) => each.place === null);
  const same = (each: Known) => baseOf(each.species) === baseOf(species);
  return (
    free.find((each) => each.name === name && same(each) && each !== leaving) ??
    free.find((each) => each.name === name && each !== leaving) ??
    free.find((each) => each.unseen && each.species === species) ??
    free.find((each) => each.unseen && same(each)) ??
    (leaving?.name === name ? leaving : undefined)
  );
}

function baseOf(species: string): string {
  return (
    species
      .replace(/^(Ho-Oh|Porygon-Z|Jangmo-o|Hakamo-o|Kommo-o|(?:Ting|Chien|Wo|Chi)-\w+).*/, "$1")
      .split("-")[0] ?? species
  );
}

/** In doubles two allies change places: `|swap|p1a: Sparky|1`. */
export function exchange(field: Field, ident: string, position: string): void {
  const from = ident.slice(0, 3);
  const to = `${ident.slice(0, 2)}${"abc"[Number(position)] ?? "a"}`;
  const roster = field.roster[seatOf(ident)];
  const [mover, other] = [from, to].map((place) => roster.find((each) => each.place === place));
  if (mover) mover.place = to;
  if (other) other.place = from;
}

/** Who stands on a side, in the order of places. */
export function standingOf(roster: readonly Known[]): Standing[] {
  return roster
    .flatMap((each) => (each.place === null ? [] : [{ ...each, place: each.place }]))
    .sort((one, other) => (one.place < other.place ? -1 : 1));
}
