import { Dex, type Format, type PokemonSet, Teams, TeamValidator, toID } from "@pkmn/sim";
import { generator } from "./bots.ts";

/** What sets hold that a random one would hardly ever have, so that every mechanic is played. */
const ITEMS = ["Leftovers", "Sitrus Berry", "Life Orb", "Choice Scarf", "Focus Sash", "Rocky Helmet"];
const Z_CRYSTALS = ["Normalium Z", "Fightinium Z", "Darkinium Z", "Waterium Z", "Firium Z", "Flyinium Z"];
const TRIES = 3_000;

/**
 * Draws teams that are legal in a format: any species and moves that the validator lets through, at random.
 *
 * The same number draws the same team. Every Pokémon has a nickname of its own.
 */
export class TeamDrawer {
  readonly #format: Format;
  readonly #dex: typeof Dex;
  readonly #validator: TeamValidator;
  readonly #species: string[];

  constructor(format: string) {
    this.#format = Dex.formats.get(format);
    this.#dex = Dex.forFormat(this.#format);
    this.#validator = TeamValidator.get(this.#format);
    this.#species = this.#dex.species
      .all()
      .filter((species) => species.exists && species.gen <= this.#dex.gen && !species.battleOnly)
      .map(({ name }) => name);
  }

  /** A packed team. */
  draw(number: number): string {
    const letters = [...this.#format.id].reduce(
      (sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0),
      0,
    );
    const random = generator(number * 7919 + letters);
    const rules = this.#validator.ruleTable;
    const size = Math.min(rules.maxTeamSize, 6);
    const team: PokemonSet[] = [];
    for (let attempt = 0; attempt < TRIES && team.length < size; attempt += 1) {
      const set = this.#drawSet(random, team.length);
      if (set === null) continue;
      const grown = [...team, set];
      const problems = this.#validator.validateTeam(structuredClone(grown)) ?? [];
      if (problems.every((problem) => problem.startsWith("You must bring at least"))) team.push(set);
    }
    const problems = this.#validator.validateTeam(structuredClone(team));
    if (problems) throw new Error(`Cannot draw a team for ${this.#format.id}: ${problems.join("; ")}`);
    return Teams.pack(team);
  }

  #drawSet(random: () => number, place: number): PokemonSet | null {
    const dex = this.#dex;
    const species = dex.species.get(pick(this.#species, random));
    const pool = [...dex.species.getMovePool(species.id, this.#validator.ruleTable.has("standardnatdex"))];
    if (pool.length === 0) return null;
    const rules = this.#validator.ruleTable;
    const effort = dex.gen <= 2 ? 252 : 84;
    const set: PokemonSet = {
      name: `Nick${place + 1}${Math.floor(random() * 1e6)}`,
      species: species.name,
      item: dex.gen === 1 ? "" : this.#drawItem(species.name, random),
      ability: dex.gen <= 2 ? "No Ability" : pick(Object.values(species.abilities), random),
      moves: shuffled(pool, random)
        .slice(0, 4)
        .map((move) => dex.moves.get(move).name),
      nature: dex.gen <= 2 ? "" : "Serious",
      gender: "",
      evs: { hp: effort, atk: effort, def: effort, spa: effort, spd: effort, spe: effort },
      ivs: { hp: 31, atk: 31, def: 31, spa: 31, spd: 31, spe: 31 },
      level: rules.defaultLevel ?? 100,
    };
    if (dex.gen === 9) set.teraType = pick(dex.types.names(), random);
    return this.#legal(set, random) ? set : null;
  }

  /** Takes out what the validator names; a set is legal with one move at least. */
  #legal(set: PokemonSet, random: () => number): boolean {
    for (let attempt = 0; attempt < 8 && set.moves.length > 0; attempt += 1) {
      const problems = this.#validator.validateSet(structuredClone(set), {});
      if (!problems) return true;
      const told = toID(problems.join(" "));
      const banned = set.moves.filter((move) => told.includes(toID(move)));
      if (banned.length > 0) set.moves = set.moves.filter((move) => !banned.includes(move));
      else if (set.item && told.includes(toID(set.item))) set.item = "";
      else set.moves.splice(Math.floor(random() * set.moves.length), 1);
    }
    return false;
  }

  #drawItem(species: string, random: () => number): string {
    const dex = this.#dex;
    const stones = dex.species
      .get(species)
      .otherFormes?.map((forme) => dex.species.get(forme).requiredItem)
      .filter((item) => item !== undefined);
    if (stones && stones.length > 0 && random() < 0.7) return pick(stones, random);
    const crystals = dex.gen === 7 && random() < 0.5;
    return pick(crystals ? Z_CRYSTALS : ITEMS, random);
  }
}

function pick<T>(values: readonly T[], random: () => number): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error("Cannot pick one of nothing");
  return value;
}

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  return values
    .map((value) => ({ value, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ value }) => value);
}
