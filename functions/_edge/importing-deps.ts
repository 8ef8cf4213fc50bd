import type { SupabaseClient } from "@supabase/supabase-js";
import { IMPORT_LIMIT } from "../_shared/schema/imports.ts";
import { createFiles, type Files } from "./files.ts";
import type { ImportingDeps } from "./importing.ts";
import type { Log } from "./log.ts";
import { connectReplayHost } from "./replay-host.ts";
import { createStore, type Store } from "./store.ts";

/** What a function needs that imports replays. */
export function importingBy(
  client: SupabaseClient,
  url: string,
  log: Log,
): ImportingDeps & { store: Store; files: Files } {
  return {
    store: createStore(client),
    files: createFiles(client),
    host: connectReplayHost({ fetch, limit: IMPORT_LIMIT }),
    local: isLoopback(url),
    now: () => performance.now(),
    log,
  };
}

/** Whether an address is this machine's own: then all of the stack is. */
export function isLoopback(url: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
}
