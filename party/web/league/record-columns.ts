import type { Column } from "../ui/table.tsx";
import { signed } from "./words.ts";

/** Columns of whatever has wins, losses, ties and a differential. */
export const WINS: Column<{ wins: number }> = {
  ...{ key: "wins", head: "W", title: "Wins" },
  value: ({ wins }) => wins,
};
export const LOSSES: Column<{ losses: number }> = {
  ...{ key: "losses", head: "L", title: "Losses" },
  value: ({ losses }) => losses,
};
export const TIES: Column<{ ties: number }> = {
  ...{ key: "ties", head: "T", title: "Ties" },
  value: ({ ties }) => ties,
};
export const DIFFERENTIAL: Column<{ differential: number }> = {
  ...{ key: "differential", head: "±", title: "Differential: Pokémon left minus the opponents'" },
  value: ({ differential }) => differential,
  cell: ({ differential }) => signed(differential),
};
