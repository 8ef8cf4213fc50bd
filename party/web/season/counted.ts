import { DIFFERENTIAL } from "../league/record-columns.ts";
import { barsOf, recordOf } from "../league/words.ts";
import type { Column } from "../ui/table.tsx";

/** What is counted of a team in its season and of a player over all seasons alike. */
interface Counted {
  played: number;
  wins: number;
  losses: number;
  ties: number;
  differential: number;
  games_won: number;
  games_lost: number;
  direct_kos: number;
  passive_kos: number;
  faints: number;
  damage_dealt: number;
  damage_taken: number;
  turns: number;
}

/** A column that needs no more of its row than some of what is counted. */
type Of<Name extends keyof Counted> = Column<Pick<Counted, Name>>;

const played: Of<"played"> = {
  ...{ key: "played", head: "M", title: "Matches played" },
  value: ({ played }) => played,
};
const record: Of<"wins" | "losses" | "ties"> = {
  ...{ key: "record", head: "W–L–T", title: "Wins, losses and ties", sort: null },
  value: recordOf,
};
const games: Of<"games_won" | "games_lost"> = {
  ...{ key: "games", head: "Games", title: "Games won and lost" },
  value: ({ games_won }) => games_won,
  cell: ({ games_won, games_lost }) => `${games_won}–${games_lost}`,
};
const direct: Of<"direct_kos"> = {
  ...{ key: "direct", head: "Direct", title: "KOs by moves" },
  value: ({ direct_kos }) => direct_kos,
};
const passive: Of<"passive_kos"> = {
  ...{ key: "passive", head: "Passive" },
  title: "KOs by hazards, status, weather and the like, by the season's rules",
  value: ({ passive_kos }) => passive_kos,
};
const faints: Of<"faints"> = {
  ...{ key: "faints", head: "Lost", title: "Pokémon that fainted" },
  value: ({ faints }) => faints,
};
const dealt: Of<"damage_dealt"> = {
  ...{ key: "dealt", head: "Dealt", title: "Damage dealt, in Pokémon's whole HP" },
  value: ({ damage_dealt }) => Number(barsOf(damage_dealt)),
  cell: ({ damage_dealt }) => barsOf(damage_dealt),
};
const taken: Of<"damage_taken"> = {
  ...{ key: "taken", head: "Taken", title: "Damage taken, in Pokémon's whole HP" },
  value: ({ damage_taken }) => Number(barsOf(damage_taken)),
  cell: ({ damage_taken }) => barsOf(damage_taken),
};
const turns: Of<"turns"> = { key: "turns", head: "Turns", value: ({ turns }) => turns };

/** The columns that tables of statistics share. */
export const COUNTED = {
  played,
  record,
  differential: DIFFERENTIAL,
  games,
  direct,
  passive,
  faints,
  dealt,
  taken,
  turns,
};
