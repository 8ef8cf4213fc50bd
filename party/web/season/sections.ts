/** The parts of a season's page, each at `/season/:id/<key>`; the first one at `/season/:id`. */
export const SECTIONS = [
  { key: "", label: "Standings" },
  { key: "schedule", label: "Schedule" },
  { key: "teams", label: "Teams" },
  { key: "players", label: "Players" },
  { key: "head-to-head", label: "Head-to-head" },
  { key: "stats", label: "Stats" },
  { key: "pokemon", label: "Pokémon" },
  { key: "race", label: "Race" },
  { key: "records", label: "Records" },
  { key: "all-time", label: "All-time" },
] as const;

export type Section = (typeof SECTIONS)[number];

/** The part that an address names; `null` where there is none of that name. */
export function sectionAt(key: string | undefined): Section | null {
  return SECTIONS.find((section) => section.key === (key ?? "")) ?? null;
}
