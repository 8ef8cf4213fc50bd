import { identifyBy } from "../_edge/auth.ts";
import { connect } from "../_edge/database.ts";
import { readEnv } from "../_edge/env.ts";
import { createLog } from "../_edge/log.ts";
import { createStore } from "../_edge/store.ts";
import { handleWorkers } from "./handler.ts";

const env = readEnv(Deno.env.toObject(), ["SUPABASE_URL"]);
const client = connect(env.SUPABASE_URL, env.secretKey);
const deps = {
  secretKeys: env.secretKeys,
  identify: identifyBy(client),
  store: createStore(client),
  log: createLog({ function: "workers", secrets: env.secretKeys, level: env.logLevel }),
};

Deno.serve((request) => handleWorkers(request, deps));
