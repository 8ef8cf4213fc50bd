import type { ClockPreset } from "../schema/rules.ts";

/** A format that is offered: on the ladder, for challenges and for practice. The list is data; add a line to offer another. */
export interface OfferedFormat {
  id: string;
  name: string;
  /** Whether players bring teams; the simulator draws them otherwise. */
  team: boolean;
  clock: Exclude<ClockPreset, "none">;
}

/** In the order in which they are offered. A test checks each against the simulator. */
export const FORMATS: readonly OfferedFormat[] = [
  { id: "gen9randombattle", name: "Random Battle", team: false, clock: "standard" },
  { id: "gen9randomdoublesbattle", name: "Random Doubles", team: false, clock: "standard" },
  { id: "gen9ou", name: "OU", team: true, clock: "standard" },
  { id: "gen9uu", name: "UU", team: true, clock: "standard" },
  { id: "gen9ru", name: "RU", team: true, clock: "standard" },
  { id: "gen9nu", name: "NU", team: true, clock: "standard" },
  { id: "gen9lc", name: "LC", team: true, clock: "standard" },
  { id: "gen9ubers", name: "Ubers", team: true, clock: "standard" },
  { id: "gen9doublesou", name: "Doubles OU", team: true, clock: "standard" },
  { id: "gen9vgc2025regi", name: "VGC 2025 Reg I", team: true, clock: "vgc" },
  { id: "gen9monotype", name: "Monotype", team: true, clock: "standard" },
  { id: "gen9nationaldex", name: "National Dex", team: true, clock: "standard" },
  { id: "gen8ou", name: "OU", team: true, clock: "standard" },
  { id: "gen7ou", name: "OU", team: true, clock: "standard" },
  { id: "gen6ou", name: "OU", team: true, clock: "standard" },
  { id: "gen5ou", name: "OU", team: true, clock: "standard" },
  { id: "gen4ou", name: "OU", team: true, clock: "standard" },
  { id: "gen3ou", name: "OU", team: true, clock: "standard" },
  { id: "gen2ou", name: "OU", team: true, clock: "standard" },
  { id: "gen1ou", name: "OU", team: true, clock: "standard" },
];

/** The offered format with that id. */
export function offeredFormat(id: string): OfferedFormat | null {
  return FORMATS.find((format) => format.id === id) ?? null;
}

/** A format id in words: "Gen 9 Random Battle"; an id that has no name here stays recognisable: "Gen 8 ubers". */
export function formatName(id: string): string {
  const [, gen, rest = ""] = /^gen(\d)(.+)$/.exec(id) ?? [];
  return gen ? `Gen ${gen} ${offeredFormat(id)?.name ?? rest}` : id;
}
