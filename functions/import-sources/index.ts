import { keepAlive } from "../_edge/background.ts";
import { connect } from "../_edge/database.ts";
import { readEnv } from "../_edge/env.ts";
import { importingBy } from "../_edge/importing-deps.ts";
import { createLog } from "../_edge/log.ts";
import { handleImportSources } from "./handler.ts";

const env = readEnv(Deno.env.toObject(), ["SUPABASE_URL"]);
const log = createLog({ function: "import-sources", secrets: env.secretKeys, level: env.logLevel });
const deps = {
  ...importingBy(connect(env.SUPABASE_URL, env.secretKey), env.SUPABASE_URL, log),
  secretKeys: env.secretKeys,
  keepAlive,
};

Deno.serve((request) => handleImportSources(request, deps));
