import { keepAlive } from "../_edge/background.ts";
import { drawBattleId } from "../_edge/battle-id.ts";
import { connect } from "../_edge/database.ts";
import { readEnv } from "../_edge/env.ts";
import { createLog } from "../_edge/log.ts";
import { connectRooms } from "../_edge/rooms.ts";
import { createStore } from "../_edge/store.ts";
import { CorrelationId } from "../_shared/schema/ids.ts";
import { handleShowdownWatch } from "./handler.ts";

const env = readEnv(Deno.env.toObject(), ["SUPABASE_URL", "PLATEAU_WEBHOOK_SECRETS", "PARTYKIT_URL"]);
const webhookSecrets = env.PLATEAU_WEBHOOK_SECRETS;
const deps = {
  webhookSecrets,
  store: createStore(connect(env.SUPABASE_URL, env.secretKey)),
  rooms: connectRooms({ url: env.PARTYKIT_URL, secrets: webhookSecrets, fetch, now: Date.now }),
  keepAlive,
  newBattleId: drawBattleId,
  newCorrelationId: () => CorrelationId.parse(crypto.randomUUID()),
  log: createLog({
    function: "showdown-watch",
    secrets: [...env.secretKeys, ...webhookSecrets],
    level: env.logLevel,
  }),
};

Deno.serve((request) => handleShowdownWatch(request, deps));
