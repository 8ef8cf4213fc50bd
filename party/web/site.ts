import type { Api } from "./api.ts";
import type { Handoffs } from "./handoff.ts";
import type { Live } from "./live.ts";
import type { Search } from "./lobby/use-search.ts";
import type { Viewer } from "./session/session.ts";

/** What every page is given. */
export interface Site {
  api: Api;
  live: Live;
  /** `undefined` until the stored session has been read. */
  viewer: Viewer | null | undefined;
  handoffs: Handoffs;
  search: Search;
}

/** A page with what its path names: `{ id }` of `/battle/:id`. */
export interface PageProps extends Site {
  params: Readonly<Record<string, string>>;
}
