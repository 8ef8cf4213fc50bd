import * as z from "zod";
import type { Access } from "./access.ts";

/** What open pages are to be told. */
export function pageCalls({ call }: Access) {
  return {
    /** Leaves it to jobs to tell that views have changed: one a tag, unless it waits already. */
    requestInvalidation: (tags: string[]) => call("request_invalidation", { p_tags: tags }, z.unknown()),
  };
}
