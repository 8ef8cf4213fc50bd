import { keepAlive } from "../_edge/background.ts";
import { drawBattleId } from "../_edge/battle-id.ts";
import { connect } from "../_edge/database.ts";
import { readEnv } from "../_edge/env.ts";
import { createLog } from "../_edge/log.ts";
import { connectRooms } from "../_edge/rooms.ts";
import { createStore } from "../_edge/store.ts";
import { handleMatchmaking } from "./handler.ts";

const env = readEnv(Deno.env.toObject(), [
  "SUPABASE_URL",
  "PLATEAU_WEBHOOK_SECRETS",
  "PLATEAU_TICKET_SECRET",
  "PARTYKIT_URL",
]);
const secrets = env.PLATEAU_WEBHOOK_SECRETS;
const deps = {
  webhookSecrets: secrets,
  ticketSecret: env.PLATEAU_TICKET_SECRET,
  store: createStore(connect(env.SUPABASE_URL, env.secretKey)),
  rooms: connectRooms({ url: env.PARTYKIT_URL, secrets, fetch, now: Date.now }),
  keepAlive,
  log: createLog({
    function: "matchmaking",
    secrets: [...env.secretKeys, ...secrets, env.PLATEAU_TICKET_SECRET],
    level: env.logLevel,
  }),
  now: Date.now,
  newBattleId: drawBattleId,
};

Deno.serve((request) => handleMatchmaking(request, deps));
