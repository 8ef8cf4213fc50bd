import { identifyBy } from "../_edge/auth.ts";
import { connect } from "../_edge/database.ts";
import { readEnv } from "../_edge/env.ts";
import { createLog } from "../_edge/log.ts";
import { connectRooms } from "../_edge/rooms.ts";
import { refreshStats } from "../_edge/stats.ts";
import { createStore } from "../_edge/store.ts";
import { CorrelationId } from "../_shared/schema/ids.ts";
import { handleQueueAdmin, type QueueAdminDeps } from "./handler.ts";

const env = readEnv(Deno.env.toObject(), ["SUPABASE_URL", "PLATEAU_WEBHOOK_SECRETS", "PARTYKIT_URL"]);
const client = connect(env.SUPABASE_URL, env.secretKey);
const secrets = env.PLATEAU_WEBHOOK_SECRETS;
const store = createStore(client);
const rooms = connectRooms({ url: env.PARTYKIT_URL, secrets, fetch, now: Date.now });
const log = createLog({
  function: "queue-admin",
  secrets: [...env.secretKeys, ...secrets],
  level: env.logLevel,
});
const deps: QueueAdminDeps = {
  secretKeys: env.secretKeys,
  identify: identifyBy(client),
  store,
  refresh: (seasonId, stats) => refreshStats(seasonId, stats, { store, rooms, log }),
  newCorrelationId: () => CorrelationId.parse(crypto.randomUUID()),
  log,
};

Deno.serve((request) => handleQueueAdmin(request, deps));
