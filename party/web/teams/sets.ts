import { type Data, type PokemonSet, Team } from "@pkmn/sets";
import * as z from "zod";
import { spelt } from "../dex/names.ts";

/** A set as it is shown: names are spelt as the game spells them, where it knows them. */
export interface ShownSet {
  species: string;
  /** `null` where it bears none. */
  nickname: string | null;
  level: number;
  gender: string | null;
  shiny: boolean;
  item: string | null;
  ability: string | null;
  nature: string | null;
  tera: string | null;
  moves: string[];
  /** `"252 Atk / 4 SpD / 252 Spe"`; `null` where none are spent. */
  evs: string | null;
  /** Those that are not 31. */
  ivs: string | null;
}

/** A team that was read, whatever it was written in. */
export interface ReadTeam {
  sets: ShownSet[];
  /** As Showdown's teambuilder exports it. */
  text: string;
  packed: string;
  json: string;
}

/** No team has more Pokémon; formats take fewer. */
const MOST = 24;

/** What the library asks of a dex: how names are spelt. The rest of it is for what is not done here. */
const DATA = {
  gen: 9,
  species: { get: (name: string) => named("species", name) },
  moves: { get: (name: string) => named("moves", name) },
  items: { get: (name: string) => named("items", name) },
  abilities: { get: (name: string) => named("abilities", name) },
  natures: { get: () => undefined },
} as unknown as Data;

function named(kind: Parameters<typeof spelt>[0], text: string): { name: string } | undefined {
  const name = spelt(kind, text);
  return name === null ? undefined : { name };
}

const word = z.string().max(100).optional();
const stats = z.partialRecord(z.enum(["hp", "atk", "def", "spa", "spd", "spe"]), z.number()).optional();

/** A team as JSON: what is known of it is kept, and nothing else. */
const JsonTeam = z
  .array(
    z.object({
      ...{ name: word, species: word, item: word, ability: word, nature: word, gender: word, teraType: word },
      ...{ hpType: word, pokeball: word, moves: z.array(z.string().max(100)).max(24).optional() },
      ...{ evs: stats, ivs: stats, level: z.number().optional(), shiny: z.boolean().optional() },
      ...{ happiness: z.number().optional(), dynamaxLevel: z.number().optional() },
      gigantamax: z.boolean().optional(),
    }),
  )
  .max(MOST);

/** Reads an export, a packed team or its JSON; `null` for what is no team. */
export function readTeam(text: string): ReadTeam | null {
  try {
    const sets = readSets(text.trim())
      .filter((set) => (set.species || set.name || "").trim() !== "")
      .slice(0, MOST)
      .map(withNames);
    if (sets.length === 0) return null;
    const team = new Team(sets, DATA);
    return {
      sets: sets.map(shown),
      text: team.export(DATA).replace(/ +$/gm, "").trim(),
      packed: team.pack(),
      json: JSON.stringify(sets, null, 2),
    };
  } catch {
    // A text that the library chokes on is no team either.
    return null;
  }
}

type AnySet = Partial<PokemonSet>;

function readSets(text: string): AnySet[] {
  if (/^\[\s*\{/.test(text)) return JsonTeam.parse(JSON.parse(text)) as AnySet[];
  if (text.includes("|") && !text.includes("\n")) return Team.unpack(text, DATA)?.team ?? [];
  // The library takes a single line for a packed team.
  return Team.import(`${text}\n\n`, DATA)?.team ?? [];
}

function withNames(set: AnySet): AnySet {
  const species = String(set.species || set.name);
  const moves = (set.moves ?? []).filter((move) => move);
  return {
    ...set,
    species: spelt("species", species) ?? species,
    moves: moves.map((move) => spelt("moves", move) ?? move),
    ...(set.item && { item: spelt("items", set.item) ?? set.item }),
    ...(set.ability && { ability: spelt("abilities", set.ability) ?? set.ability }),
  };
}

const STATS = { hp: "HP", atk: "Atk", def: "Def", spa: "SpA", spd: "SpD", spe: "Spe" } as const;

function shown(set: AnySet): ShownSet {
  const species = String(set.species);
  return {
    species,
    // A forme's plain name is no nickname.
    nickname: set.name && set.name !== species && !species.startsWith(`${set.name}-`) ? set.name : null,
    level: set.level ?? 100,
    gender: set.gender || null,
    shiny: set.shiny === true,
    item: set.item || null,
    ability: set.ability || null,
    nature: set.nature || null,
    tera: set.teraType || null,
    moves: set.moves ?? [],
    evs: statsOf(set.evs, 0),
    ivs: statsOf(set.ivs, 31),
  };
}

function statsOf(stats: AnySet["evs"], usual: number): string | null {
  const told = Object.entries(STATS).flatMap(([stat, name]) => {
    const value = stats?.[stat as keyof typeof STATS];
    return value === undefined || value === usual ? [] : [`${value} ${name}`];
  });
  return told.length === 0 ? null : told.join(" / ");
}
