import { connect } from "../_edge/database.ts";
import { readEnv } from "../_edge/env.ts";
import { createFiles } from "../_edge/files.ts";
import { createLog } from "../_edge/log.ts";
import { connectRooms } from "../_edge/rooms.ts";
import { createStore } from "../_edge/store.ts";
import { handleHealth, look } from "./handler.ts";
import { atMostEvery } from "./probe.ts";

/** Milliseconds that an answer is kept. */
const KEEP_MS = 5000;

const env = readEnv(Deno.env.toObject(), ["SUPABASE_URL", "PLATEAU_WEBHOOK_SECRETS", "PARTYKIT_URL"]);
const client = connect(env.SUPABASE_URL, env.secretKey);
const secrets = env.PLATEAU_WEBHOOK_SECRETS;
const now = () => performance.now();
const parts = {
  store: createStore(client),
  rooms: connectRooms({ url: env.PARTYKIT_URL, secrets, fetch, now: Date.now }),
  files: createFiles(client),
  now,
};
const deps = {
  secretKeys: env.secretKeys,
  look: atMostEvery(KEEP_MS, now, () => look(parts)),
  now,
  log: createLog({ function: "health", secrets: [...env.secretKeys, ...secrets], level: env.logLevel }),
};

Deno.serve((request) => handleHealth(request, deps));
