import { keepAlive } from "../_edge/background.ts";
import { connect } from "../_edge/database.ts";
import { readEnv } from "../_edge/env.ts";
import { createFiles } from "../_edge/files.ts";
import { createLog } from "../_edge/log.ts";
import { connectRooms } from "../_edge/rooms.ts";
import { createStore } from "../_edge/store.ts";
import { handleProcessResults } from "./handler.ts";

const env = readEnv(Deno.env.toObject(), [
  "SUPABASE_URL",
  "PLATEAU_WEBHOOK_SECRETS",
  "PARTYKIT_URL",
  "PLATEAU_REPLAY_MS",
  "PLATEAU_REPLAY_MS_PER_MB",
]);
const client = connect(env.SUPABASE_URL, env.secretKey);
const secrets = env.PLATEAU_WEBHOOK_SECRETS;
const deps = {
  secretKeys: env.secretKeys,
  store: createStore(client),
  files: createFiles(client),
  rooms: connectRooms({ url: env.PARTYKIT_URL, secrets, fetch, now: Date.now }),
  log: createLog({
    function: "process-results",
    secrets: [...env.secretKeys, ...secrets],
    level: env.logLevel,
  }),
  limits: { milliseconds: env.PLATEAU_REPLAY_MS, perMillion: env.PLATEAU_REPLAY_MS_PER_MB },
  now: () => performance.now(),
  random: Math.random,
  keepAlive,
};

Deno.serve((request) => handleProcessResults(request, deps));
