import { identifyBy } from "../_edge/auth.ts";
import { keepAlive } from "../_edge/background.ts";
import { drawBattleId } from "../_edge/battle-id.ts";
import { connect, PATIENCE_MS } from "../_edge/database.ts";
import { readEnv } from "../_edge/env.ts";
import { createLog } from "../_edge/log.ts";
import { connectRooms } from "../_edge/rooms.ts";
import { createStore } from "../_edge/store.ts";
import { CorrelationId } from "../_shared/schema/ids.ts";
import { handleCreateRoom } from "./handler.ts";

const env = readEnv(Deno.env.toObject(), [
  "SUPABASE_URL",
  "PLATEAU_WEBHOOK_SECRETS",
  "PLATEAU_TICKET_SECRET",
  "PARTYKIT_URL",
]);
const client = connect(env.SUPABASE_URL, env.secretKey, PATIENCE_MS.person);
const secrets = env.PLATEAU_WEBHOOK_SECRETS;
const deps = {
  secretKeys: env.secretKeys,
  ticketSecret: env.PLATEAU_TICKET_SECRET,
  identify: identifyBy(client),
  store: createStore(client),
  rooms: connectRooms({ url: env.PARTYKIT_URL, secrets, fetch, now: Date.now }),
  keepAlive,
  log: createLog({
    function: "create-room",
    secrets: [...env.secretKeys, ...secrets, env.PLATEAU_TICKET_SECRET],
    level: env.logLevel,
  }),
  now: Date.now,
  newBattleId: drawBattleId,
  newCorrelationId: () => CorrelationId.parse(crypto.randomUUID()),
};

Deno.serve((request) => handleCreateRoom(request, deps));
