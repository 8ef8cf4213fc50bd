import * as z from "zod";
import { webhookSecrets } from "../../functions/_shared/auth/signature.ts";

/** What an installation tells its watchers of Showdown servers. */
export interface ShowdownSettings {
  supabaseUrl: string;
  secrets: string[];
  /** Of the account on each server, by the server's id. */
  passwords: ReadonlyMap<string, string>;
}

const Passwords = z.record(z.string(), z.string().min(1));

const Env = z.object({
  SUPABASE_URL: z.url(),
  PLATEAU_WEBHOOK_SECRETS: z.string().min(1),
  PLATEAU_SHOWDOWN_PASSWORDS: z
    .string()
    .default("")
    .transform((text, context) => {
      try {
        return Passwords.parse(text.trim() === "" ? {} : JSON.parse(text));
      } catch {
        context.addIssue({ code: "custom", message: "is no JSON object of passwords" });
        return z.NEVER;
      }
    }),
});

/** Reads the variables of an installation. @throws when one is missing; values are not told, as some are secret */
export function readSettings(env: Record<string, unknown>): ShowdownSettings {
  const read = Env.safeParse(env);
  if (!read.success) {
    const names = read.error.issues.map((issue) => issue.path.join("."));
    throw new Error(`Cannot start the watcher: ${names.join(", ")} is missing or malformed`);
  }
  const { SUPABASE_URL, PLATEAU_WEBHOOK_SECRETS, PLATEAU_SHOWDOWN_PASSWORDS } = read.data;
  return {
    supabaseUrl: SUPABASE_URL.replace(/\/$/, ""),
    secrets: webhookSecrets(PLATEAU_WEBHOOK_SECRETS),
    passwords: new Map(Object.entries(PLATEAU_SHOWDOWN_PASSWORDS)),
  };
}
