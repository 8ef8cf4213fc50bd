import { keepAlive, pause } from "../_edge/background.ts";
import { connect } from "../_edge/database.ts";
import { readEnv } from "../_edge/env.ts";
import { importingBy } from "../_edge/importing-deps.ts";
import { createLog } from "../_edge/log.ts";
import { connectRooms } from "../_edge/rooms.ts";
import { type DiscordDeps, handleDiscord } from "./handler.ts";

const env = readEnv(Deno.env.toObject(), [
  "SUPABASE_URL",
  "PLATEAU_WEBHOOK_SECRETS",
  "PARTYKIT_URL",
  "DISCORD_API_URL",
  "DISCORD_PUBLIC_KEY",
]);
const secrets = env.PLATEAU_WEBHOOK_SECRETS;
const log = createLog({
  function: "discord-commands",
  secrets: [...env.secretKeys, ...secrets],
  level: env.logLevel,
});
const importing = importingBy(connect(env.SUPABASE_URL, env.secretKey), env.SUPABASE_URL, log);
const deps: DiscordDeps = {
  publicKey: env.DISCORD_PUBLIC_KEY ?? null,
  discordUrl: env.DISCORD_API_URL,
  store: importing.store,
  importing,
  rooms: connectRooms({ url: env.PARTYKIT_URL, secrets, fetch, now: Date.now }),
  fetch,
  wait: pause,
  keepAlive,
  now: Date.now,
  log,
};

Deno.serve((request) => handleDiscord(request, deps));
