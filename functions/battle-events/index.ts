import { keepAlive } from "../_edge/background.ts";
import { connect } from "../_edge/database.ts";
import { readEnv } from "../_edge/env.ts";
import { createFiles } from "../_edge/files.ts";
import { createLog } from "../_edge/log.ts";
import { connectRooms } from "../_edge/rooms.ts";
import { createStore } from "../_edge/store.ts";
import { handleBattleEvent } from "./handler.ts";

const env = readEnv(Deno.env.toObject(), ["SUPABASE_URL", "PLATEAU_WEBHOOK_SECRETS", "PARTYKIT_URL"]);
const client = connect(env.SUPABASE_URL, env.secretKey);
const webhookSecrets = env.PLATEAU_WEBHOOK_SECRETS;
const deps = {
  webhookSecrets,
  store: createStore(client),
  files: createFiles(client),
  rooms: connectRooms({ url: env.PARTYKIT_URL, secrets: webhookSecrets, fetch, now: Date.now }),
  keepAlive,
  now: () => performance.now(),
  log: createLog({
    function: "battle-events",
    secrets: [...env.secretKeys, ...webhookSecrets],
    level: env.logLevel,
  }),
};

Deno.serve((request) => handleBattleEvent(request, deps));
