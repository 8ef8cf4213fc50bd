import * as z from "zod";
import { webhookSecrets } from "../../functions/_shared/auth/signature.ts";

/** What an installation tells its lobbies. */
export interface LobbySettings {
  supabaseUrl: string;
  secrets: string[];
  /** `null`: tokens are verified with the project's public keys. */
  jwtSecret: string | null;
}

const Env = z.object({
  SUPABASE_URL: z.url(),
  PLATEAU_WEBHOOK_SECRETS: z.string().min(1),
  PLATEAU_JWT_SECRET: z.string().optional(),
});

/** Reads the variables of an installation. @throws when one is missing; values are not told, as some are secret */
export function readSettings(env: Record<string, unknown>): LobbySettings {
  const read = Env.safeParse(env);
  if (!read.success) {
    const names = read.error.issues.map((issue) => issue.path.join("."));
    throw new Error(`Cannot start the lobby: ${names.join(", ")} is missing or malformed`);
  }
  const { SUPABASE_URL, PLATEAU_WEBHOOK_SECRETS, PLATEAU_JWT_SECRET } = read.data;
  return {
    supabaseUrl: SUPABASE_URL.replace(/\/$/, ""),
    secrets: webhookSecrets(PLATEAU_WEBHOOK_SECRETS),
    jwtSecret: PLATEAU_JWT_SECRET || null,
  };
}
