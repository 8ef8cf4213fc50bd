import { connect } from "../_edge/database.ts";
import { readEnv } from "../_edge/env.ts";
import { createLog } from "../_edge/log.ts";
import { connectRooms } from "../_edge/rooms.ts";
import { createStore } from "../_edge/store.ts";
import { handleMetrics } from "./handler.ts";

const env = readEnv(Deno.env.toObject(), [
  "SUPABASE_URL",
  "PLATEAU_WEBHOOK_SECRETS",
  "PARTYKIT_URL",
  "PLATEAU_METRICS_TOKEN",
]);
const secrets = env.PLATEAU_WEBHOOK_SECRETS;
const token = env.PLATEAU_METRICS_TOKEN ?? null;
const deps = {
  secretKeys: env.secretKeys,
  token,
  store: createStore(connect(env.SUPABASE_URL, env.secretKey)),
  rooms: connectRooms({ url: env.PARTYKIT_URL, secrets, fetch, now: Date.now }),
  log: createLog({
    function: "metrics",
    secrets: [...env.secretKeys, ...secrets, ...(token ? [token] : [])],
    level: env.logLevel,
  }),
};

Deno.serve((request) => handleMetrics(request, deps));
