import { identifyBy } from "../_edge/auth.ts";
import { keepAlive } from "../_edge/background.ts";
import { drawBattleId } from "../_edge/battle-id.ts";
import { connect } from "../_edge/database.ts";
import { readEnv } from "../_edge/env.ts";
import { createLog } from "../_edge/log.ts";
import { connectRooms } from "../_edge/rooms.ts";
import { createStore } from "../_edge/store.ts";
import { CorrelationId } from "../_shared/schema/ids.ts";
import { type ApiDeps, handleApi } from "./handler.ts";

const env = readEnv(Deno.env.toObject(), [
  "SUPABASE_URL",
  "PLATEAU_WEBHOOK_SECRETS",
  "PLATEAU_TICKET_SECRET",
  "PARTYKIT_URL",
]);
const client = connect(env.SUPABASE_URL, env.secretKey);
const secrets = env.PLATEAU_WEBHOOK_SECRETS;
const deps: ApiDeps = {
  secretKeys: env.secretKeys,
  supabaseUrl: env.SUPABASE_URL,
  ticketSecret: env.PLATEAU_TICKET_SECRET,
  identify: identifyBy(client),
  store: createStore(client),
  rooms: connectRooms({ url: env.PARTYKIT_URL, secrets, fetch, now: Date.now }),
  logUrl: (path) => client.storage.from("replays").getPublicUrl(path).data.publicUrl,
  keepAlive,
  log: createLog({
    function: "api",
    secrets: [...env.secretKeys, ...secrets, env.PLATEAU_TICKET_SECRET],
    level: env.logLevel,
  }),
  now: Date.now,
  newBattleId: drawBattleId,
  newCorrelationId: () => CorrelationId.parse(crypto.randomUUID()),
};

Deno.serve((request) => handleApi(request, deps));
