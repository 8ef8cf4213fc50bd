import type { SupabaseClient } from "@supabase/supabase-js";
import { accessBy } from "./store/access.ts";
import { adminCalls } from "./store/admin.ts";
import { apiCalls } from "./store/api.ts";
import { battleCalls } from "./store/battles.ts";
import { checkCalls } from "./store/checks.ts";
import { deliveryCalls } from "./store/deliveries.ts";
import { discordCalls } from "./store/discord.ts";
import { eventCalls } from "./store/events.ts";
import { importCalls } from "./store/imports.ts";
import { jobCalls } from "./store/jobs.ts";
import { ladderCalls } from "./store/ladder.ts";
import { opsCalls } from "./store/ops.ts";
import { pageCalls } from "./store/pages.ts";
import { resultCalls } from "./store/results.ts";
import { showdownCalls } from "./store/showdown.ts";
import { sourceCalls } from "./store/sources.ts";
import { statCalls } from "./store/stats.ts";
import { sweepCalls } from "./store/sweep.ts";

export { StoreError, StoreFailure } from "./store/access.ts";
export type { Act, MendVerb } from "./store/admin.ts";
export type { StoredBattle } from "./store/api.ts";
export type { Battle } from "./store/battles.ts";
export type { CreditCheck, KnownBattle } from "./store/checks.ts";
export type { Delivery, DeliveryKey, DeliveryResult } from "./store/deliveries.ts";
export type { DiscordUser } from "./store/discord.ts";
export type { OutsideLog, Recorded } from "./store/events.ts";
export type { CheckedImport, MatchQuestion, RecordedImport } from "./store/imports.ts";
export type { Pairing } from "./store/ladder.ts";
export type { BattleResult, Completion, EndedBattle } from "./store/results.ts";
export type { SettledFile, Source } from "./store/sources.ts";
export type { SilentBattle } from "./store/sweep.ts";

/** Everything functions ask of the database, but for files. */
export type Store = ReturnType<typeof createStore>;

export function createStore(client: SupabaseClient) {
  const access = accessBy(client);
  return {
    ...battleCalls(access),
    ...eventCalls(access),
    ...ladderCalls(access),
    ...statCalls(access),
    ...sweepCalls(access),
    ...jobCalls(access),
    ...resultCalls(access),
    ...deliveryCalls(access),
    ...adminCalls(access),
    ...opsCalls(access),
    ...checkCalls(access),
    ...pageCalls(access),
    ...apiCalls(access),
    ...discordCalls(access),
    ...showdownCalls(access),
    ...importCalls(access),
    ...sourceCalls(access),
  };
}
