/** The formats that the page offers to start; the room accepts every one the simulator knows. */
export const OFFERED: readonly { id: string; name: string }[] = [
  { id: "gen9randombattle", name: "Random Battle" },
  { id: "gen9randomdoublesbattle", name: "Random Doubles" },
  { id: "gen9ou", name: "OU (bring a team)" },
];

/** A format id in words: "Gen 9 Random Battle"; an id we have no name for stays recognisable: "Gen 8 ubers". */
export function formatName(id: string): string {
  const gen = /^gen(\d)(.+)$/.exec(id);
  if (!gen) return id;
  const known: Record<string, string> = {
    randombattle: "Random Battle",
    randomdoublesbattle: "Random Doubles",
    ou: "OU",
    doublesou: "Doubles OU",
    draft: "Draft",
  };
  const rest = gen[2] ?? "";
  return `Gen ${gen[1]} ${known[rest] ?? rest}`;
}

/** Whether players bring teams. A guess from the name, so that the form shows at once; the room has the last word. */
export function wantsTeam(id: string): boolean {
  return !/random|factory|challengecup|hackmonscup|cup1v1|computergenerated/.test(id);
}
