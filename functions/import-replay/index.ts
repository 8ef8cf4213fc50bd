import { identifyBy } from "../_edge/auth.ts";
import { connect } from "../_edge/database.ts";
import { readEnv } from "../_edge/env.ts";
import { importingBy } from "../_edge/importing-deps.ts";
import { createLog } from "../_edge/log.ts";
import { handleImportReplay } from "./handler.ts";

const env = readEnv(Deno.env.toObject(), ["SUPABASE_URL"]);
const client = connect(env.SUPABASE_URL, env.secretKey);
const log = createLog({ function: "import-replay", secrets: env.secretKeys, level: env.logLevel });
const deps = {
  ...importingBy(client, env.SUPABASE_URL, log),
  secretKeys: env.secretKeys,
  identify: identifyBy(client),
};

Deno.serve((request) => handleImportReplay(request, deps));
