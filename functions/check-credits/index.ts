import { keepAlive } from "../_edge/background.ts";
import { connect } from "../_edge/database.ts";
import { readEnv } from "../_edge/env.ts";
import { createFiles } from "../_edge/files.ts";
import { createLog } from "../_edge/log.ts";
import { createStore } from "../_edge/store.ts";
import { handleCheckCredits } from "./handler.ts";

const env = readEnv(Deno.env.toObject(), ["SUPABASE_URL"]);
const client = connect(env.SUPABASE_URL, env.secretKey);
const deps = {
  secretKeys: env.secretKeys,
  store: createStore(client),
  files: createFiles(client),
  log: createLog({ function: "check-credits", secrets: env.secretKeys, level: env.logLevel }),
  now: () => performance.now(),
  keepAlive,
};

Deno.serve((request) => handleCheckCredits(request, deps));
