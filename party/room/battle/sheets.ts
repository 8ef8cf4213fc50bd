import type { Battle } from "@pkmn/sim";

/** The simulator's own command for it, which a replay of the input log obeys. */
const COMMAND = ">show-openteamsheets";

/** Prints both teams as far as their sheets tell, for all to see, where the format plays with open team sheets. */
export function openSheets(battle: Battle): void {
  if (!battle.ruleTable.has("openteamsheets")) return;
  // The sheet of a Zacian that wears its sword is written into the very set that it is to play with.
  const sets = battle.sides.flatMap((side) => side.pokemon.map(({ set }) => ({ set, moves: set.moves })));
  for (const { set, moves } of sets) set.moves = [...moves];
  battle.showOpenTeamSheets();
  for (const { set, moves } of sets) set.moves = moves;
  battle.inputLog.push(COMMAND);
}
