import { keepAlive } from "../_edge/background.ts";
import { connect } from "../_edge/database.ts";
import { readEnv } from "../_edge/env.ts";
import { createLog } from "../_edge/log.ts";
import { connectRooms } from "../_edge/rooms.ts";
import { createStore } from "../_edge/store.ts";
import { handleRefreshStats } from "./handler.ts";

const env = readEnv(Deno.env.toObject(), ["SUPABASE_URL", "PLATEAU_WEBHOOK_SECRETS", "PARTYKIT_URL"]);
const secrets = env.PLATEAU_WEBHOOK_SECRETS;
const deps = {
  secretKeys: env.secretKeys,
  store: createStore(connect(env.SUPABASE_URL, env.secretKey)),
  rooms: connectRooms({ url: env.PARTYKIT_URL, secrets, fetch, now: Date.now }),
  log: createLog({
    function: "refresh-stats",
    secrets: [...env.secretKeys, ...secrets],
    level: env.logLevel,
  }),
  now: () => performance.now(),
  random: Math.random,
  keepAlive,
};

Deno.serve((request) => handleRefreshStats(request, deps));
