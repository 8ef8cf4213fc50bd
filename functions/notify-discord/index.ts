import { keepAlive, pause } from "../_edge/background.ts";
import { connect } from "../_edge/database.ts";
import { readEnv } from "../_edge/env.ts";
import { createLog } from "../_edge/log.ts";
import { connectRooms } from "../_edge/rooms.ts";
import { createStore } from "../_edge/store.ts";
import { handleNotifyDiscord } from "./handler.ts";

const env = readEnv(Deno.env.toObject(), [
  "SUPABASE_URL",
  "PLATEAU_WEBHOOK_SECRETS",
  "PARTYKIT_URL",
  "DISCORD_API_URL",
  "DISCORD_CAPTURE_URL",
]);
const secrets = env.PLATEAU_WEBHOOK_SECRETS;
const deps = {
  secretKeys: env.secretKeys,
  store: createStore(connect(env.SUPABASE_URL, env.secretKey)),
  rooms: connectRooms({ url: env.PARTYKIT_URL, secrets, fetch, now: Date.now }),
  discordUrl: env.DISCORD_API_URL,
  captureUrl: env.DISCORD_CAPTURE_URL ?? null,
  fetch,
  log: createLog({
    function: "notify-discord",
    secrets: [...env.secretKeys, ...secrets],
    level: env.logLevel,
  }),
  now: () => performance.now(),
  random: Math.random,
  keepAlive,
  sleep: pause,
};

Deno.serve((request) => handleNotifyDiscord(request, deps));
