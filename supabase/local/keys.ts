import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateApiKey } from "@supabase/lite";
import * as z from "zod";
import { drawDiscordKeys } from "./discord/signing.ts";

export const Keys = z.object({
  /** API key of browsers: role `anon`, or the signed-in user's. */
  publishable: z.string().startsWith("sb_publishable_"),
  /** API key of functions: role `service_role`. */
  secret: z.string().startsWith("sb_secret_"),
  /** Signs the users' access tokens (HS256). */
  jwt: z.string().min(32),
  /** Signs seat tickets. */
  ticket: z.string().min(32),
  /** Signs what rooms and functions tell each other (Standard Webhooks). */
  webhook: z.string().startsWith("whsec_"),
  /** Signs slash commands where no Discord does. */
  discord: z.object({ publicKey: z.string().length(64), privateKey: z.string().min(1) }),
});
export type Keys = z.infer<typeof Keys>;

const KnownKeys = Keys.partial({ discord: true });
type KnownKeys = z.infer<typeof KnownKeys>;

/** Reads the keys of a data folder; draws them when it has none. Only its owner can read the file. */
export async function openKeys(folder: string): Promise<{ keys: Keys; file: string }> {
  const file = join(folder, "keys.json");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text !== undefined) return { keys: await complete(parse(text, file), file), file };
  const keys: Keys = {
    publishable: (await generateApiKey("publishable")).key,
    secret: (await generateApiKey("secret")).key,
    jwt: randomBytes(32).toString("hex"),
    ticket: randomBytes(32).toString("hex"),
    webhook: `whsec_${randomBytes(32).toString("base64")}`,
    discord: drawDiscordKeys(),
  };
  await write(keys, file);
  return { keys, file };
}

/** Draws what an earlier version did not have. */
async function complete({ discord, ...known }: KnownKeys, file: string): Promise<Keys> {
  if (discord) return { ...known, discord };
  const keys = { ...known, discord: drawDiscordKeys() };
  await write(keys, file);
  return keys;
}

async function write(keys: Keys, file: string): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(keys, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function parse(text: string, file: string): KnownKeys {
  try {
    return KnownKeys.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`Cannot read the keys: ${file} is not what this version writes. Run npm run reset`, {
      cause,
    });
  }
}
