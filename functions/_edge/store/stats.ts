import * as z from "zod";
import { Refreshed, type Stat } from "../../_shared/schema/stats.ts";
import type { Access } from "./access.ts";

/** Statistics, brought up to date one by one. */
export function statCalls({ call }: Access) {
  return {
    /** Counts again whoever and whatever changed since the last time. */
    refreshStat: (stat: Stat, seasonId: string) =>
      call("refresh_stat", { p_stat: stat, p_season_id: seasonId }, Refreshed),

    /** Adds what is new to the usage of a format; gives whether there was anything. */
    refreshUsage: (format: string) => call("refresh_usage", { p_format: format }, z.boolean()),
  };
}
