import * as z from "zod";
import { webhookSecrets } from "../_shared/auth/signature.ts";
import { parseJson } from "../_shared/json.ts";
import { LOG_LEVELS, type LogLevel } from "../_shared/log-level.ts";

const origin = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));
const present = z.string().min(1);
const milliseconds = z
  .string()
  .regex(/^\d{1,6}$/, "must be milliseconds, such as 2500")
  .transform(Number);

const VARIABLES = z.object({
  SUPABASE_URL: origin,
  PLATEAU_WEBHOOK_SECRETS: present.transform(webhookSecrets),
  PLATEAU_TICKET_SECRET: z.string().min(32, "must have at least 32 characters"),
  PARTYKIT_URL: origin,
  DISCORD_API_URL: origin.default("https://discord.com/api/v10"),
  DISCORD_CAPTURE_URL: origin.optional(),
  POKEPASTE_URL: origin.default("https://pokepast.es"),
  DISCORD_PUBLIC_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, "must be 64 hexadecimal digits")
    .optional(),
  PLATEAU_LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(", ")}`).default("info"),
  PLATEAU_REPLAY_MS: milliseconds.default(2_500),
  PLATEAU_REPLAY_MS_PER_MB: milliseconds.default(0),
  PLATEAU_METRICS_TOKEN: z.string().min(16, "must have at least 16 characters").optional(),
});

type Variables = z.infer<typeof VARIABLES>;

/** The service keys that hosted functions are given: a JSON object by name. */
const SecretKeys = z.record(z.string(), present).refine((keys) => Object.keys(keys).length > 0, "has no key");

export type Env<Name extends keyof Variables> = Pick<Variables, Name> & {
  /** Opens the database to this function. */
  secretKey: string;
  /** Open this function to its callers. */
  secretKeys: string[];
  logLevel: LogLevel;
};

/** Reads the variables that a function needs. Throws an error that names every one that is missing or malformed. */
export function readEnv<Name extends keyof Variables>(
  source: Record<string, string | undefined>,
  names: readonly Name[],
): Env<Name> {
  const problems: string[] = [];
  const env: Record<string, unknown> = {};
  for (const name of names) env[name] = readVariable(source, name, problems);
  const logLevel = readVariable(source, "PLATEAU_LOG_LEVEL", problems) as LogLevel;
  const keys = readKeys(source, problems);
  if (problems.length > 0) throw new Error(`Cannot start: ${problems.join("; ")}`);
  return { ...(env as Pick<Variables, Name>), ...keys, logLevel };
}

function readVariable(
  source: Record<string, string | undefined>,
  name: keyof Variables,
  problems: string[],
): unknown {
  // An empty variable is one that was not set.
  const value = VARIABLES.shape[name].safeParse(source[name] || undefined);
  if (value.success) return value.data;
  const problem = source[name] ? (value.error.issues[0]?.message ?? "is malformed") : "is missing";
  problems.push(`${name} ${problem}`);
  return undefined;
}

function readKeys(
  source: Record<string, string | undefined>,
  problems: string[],
): { secretKey: string; secretKeys: string[] } {
  const { SUPABASE_SECRET_KEYS: json, SUPABASE_SERVICE_ROLE_KEY: legacy } = source;
  const keys = json ? SecretKeys.safeParse(parseJson(json)) : null;
  if (keys && !keys.success)
    problems.push('SUPABASE_SECRET_KEYS must be JSON such as {"default":"sb_secret_…"}');
  if (!keys && !legacy) problems.push("SUPABASE_SECRET_KEYS is missing");
  const named = keys?.data ?? {};
  const secretKeys = [...Object.values(named), ...(legacy ? [legacy] : [])];
  return { secretKey: named.default ?? secretKeys[0] ?? "", secretKeys };
}
