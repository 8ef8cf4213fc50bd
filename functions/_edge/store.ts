import type { SupabaseClient } from "@supabase/supabase-js";
import { accessBy } from "./store/access.ts";
import { battleCalls } from "./store/battles.ts";
import { deliveryCalls } from "./store/deliveries.ts";
import { eventCalls } from "./store/events.ts";
import { jobCalls } from "./store/jobs.ts";
import { ladderCalls } from "./store/ladder.ts";
import { sweepCalls } from "./store/sweep.ts";

export { StoreError, StoreFailure } from "./store/access.ts";
export type { Battle, EndedBattle } from "./store/battles.ts";
export type { Delivery } from "./store/deliveries.ts";
export type { Recorded } from "./store/events.ts";
export type { Pairing } from "./store/ladder.ts";
export type { SilentBattle } from "./store/sweep.ts";

/** Everything functions ask of the database, but for files. */
export type Store = ReturnType<typeof createStore>;

export function createStore(client: SupabaseClient) {
  const access = accessBy(client);
  return {
    ...battleCalls(access),
    ...eventCalls(access),
    ...ladderCalls(access),
    ...sweepCalls(access),
    ...jobCalls(access),
    ...deliveryCalls(access),
  };
}
