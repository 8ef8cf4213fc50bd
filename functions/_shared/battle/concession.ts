/** A side that lost with Pokémon left: it gave up, ran out of time, or its team may go on for ever (`clause`). */
export interface Concession {
  kind: "forfeit" | "timeout" | "clause";
  name: string;
}

/** The texts of `|-message|` that say so, behind the player's name. The last two are of a series' room on Showdown. */
const ENDINGS: readonly (readonly [ending: string, kind: Concession["kind"]])[] = [
  [" forfeited.", "forfeit"],
  [" forfeited by changing their name.", "forfeit"],
  [" lost by having an inappropriate name.", "forfeit"],
  [" lost due to inactivity.", "timeout"],
  // The Endless Battle Clause.
  [
    "'s team started with the rudimentary means to perform restorative berry-cycling and thus loses.",
    "clause",
  ],
  [" lost the series due to inactivity.", "timeout"],
  [" lost by being unavailable at the start of a game.", "timeout"],
];

/** Reads who a message says has conceded; `null` for every other. Whether the name is a player's is for the caller to see. */
export function readConcession(text: string): Concession | null {
  for (const [ending, kind] of ENDINGS) {
    if (text.endsWith(ending)) return { kind, name: text.slice(0, -ending.length) };
  }
  return null;
}
