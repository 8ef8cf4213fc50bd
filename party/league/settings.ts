import * as z from "zod";
import { webhookSecrets } from "../../functions/_shared/auth/signature.ts";

/** What an installation tells its league party. */
export interface LeagueSettings {
  supabaseUrl: string;
  /** Opens what is public, and no more. */
  publishableKey: string;
  secrets: string[];
  /** `PLATEAU_ORIGINS`: other sites whose pages may read here. */
  origins: string;
}

const Env = z.object({
  SUPABASE_URL: z.url(),
  SUPABASE_PUBLISHABLE_KEY: z.string().min(1),
  PLATEAU_WEBHOOK_SECRETS: z.string().min(1),
  PLATEAU_ORIGINS: z.string().optional(),
});

/** Reads the variables of an installation. @throws when one is missing; values are not told, as some are secret */
export function readSettings(env: Record<string, unknown>): LeagueSettings {
  const read = Env.safeParse(env);
  if (!read.success) {
    const names = read.error.issues.map((issue) => issue.path.join("."));
    throw new Error(`Cannot start the league: ${names.join(", ")} is missing or malformed`);
  }
  const { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, PLATEAU_WEBHOOK_SECRETS, PLATEAU_ORIGINS } = read.data;
  return {
    supabaseUrl: SUPABASE_URL.replace(/\/$/, ""),
    publishableKey: SUPABASE_PUBLISHABLE_KEY,
    secrets: webhookSecrets(PLATEAU_WEBHOOK_SECRETS),
    origins: PLATEAU_ORIGINS ?? "",
  };
}
