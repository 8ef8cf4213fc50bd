import { Icons, Sprites } from "@pkmn/img";

/** What a picture is to show. */
export interface Pose {
  species: string;
  /** Seen from behind. */
  back?: boolean;
  generation?: number;
  shiny?: boolean;
  female?: boolean;
}

/** A picture on the sprite host. */
export interface Picture {
  address: string;
  width: number;
  height: number;
  /** Drawn in pixels, which are kept sharp. */
  pixels: boolean;
}

/** So long a host that could not be reached is left alone: a page full of Pokémon must not ask it for each. */
const PATIENCE = 60_000;
const FAILURES = 3;

const absent = new Set<string>();
let failures = 0;
let asleepUntil = 0;

/** A picture could not be had: it is not asked for again, and after several its host is left alone for a while. */
export function missing(address: string): void {
  absent.add(address);
  failures += 1;
  if (failures < FAILURES) return;
  failures = 0;
  asleepUntil = performance.now() + PATIENCE;
}

/** The picture of a Pokémon; `null` where there is none to be had. Moving pictures only for who wants them. */
export function pictureOf(pose: Pose): Picture | null {
  const { species, back = false, generation = 9, shiny = false, female = false } = pose;
  if (performance.now() < asleepUntil) return null;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const { url, w, h, pixelated } = Sprites.getPokemon(species, {
    gen: generation <= 5 ? (`gen${generation}` as "gen5") : still ? "gen5" : "ani",
    side: back ? "p1" : "p2",
    shiny,
    ...(female && { gender: "F" as const }),
  });
  if (absent.has(url) || /\/0\.png$/.test(url)) return null;
  return { address: url, width: w, height: h, pixels: pixelated ?? false };
}

/** A place on the one sheet that holds all icons. */
export interface Icon {
  sheet: string;
  left: number;
  top: number;
}

/** Where a species' icon is; `null` for one that has none. */
export function iconOf(species: string): Icon | null {
  const { url, left, top } = Icons.getPokemon(species);
  return left === 0 && top === 0 ? null : { sheet: url, left, top };
}

let sheet: Promise<boolean> | null = null;

/** Fetches the sheet of icons, once. @returns whether it can be had */
export function fetchSheet(address: string): Promise<boolean> {
  sheet ??= new Promise((resolve) => {
    const image = new Image();
    image.referrerPolicy = "no-referrer";
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
    image.src = address;
  });
  return sheet;
}
