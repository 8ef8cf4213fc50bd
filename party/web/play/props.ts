import type { Api } from "../api.ts";
import type { Handoffs } from "../handoff.ts";
import type { Search } from "../lobby/use-search.ts";
import type { SavedTeam } from "../teams/rows.ts";

export interface PlayProps {
  api: Api;
  handoffs: Handoffs;
  search: Search;
}

/** What a way to play is told: the format, and the team where the format wants one. */
export interface WayProps extends PlayProps {
  format: string;
  team: SavedTeam | null;
  /** The format wants a team, and none is chosen. */
  teamMissing: boolean;
}
