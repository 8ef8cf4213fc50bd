import * as z from "zod";
import { COMMANDS, type Command } from "../../functions/_shared/discord/commands/definition.ts";
import { readLimits } from "../../functions/_shared/discord/limits.ts";
import { parseJson } from "../../functions/_shared/json.ts";

export interface Registration {
  /** `https://discord.com/api/v10` */
  api: string;
  application: string;
  /** The bot's token: a secret. */
  token: string;
  /** `null`: everywhere the application is installed. */
  guild: string | null;
}

export interface RegistrationDeps {
  fetch: typeof fetch;
  wait: (ms: number) => Promise<void>;
}

const Registered = z.array(z.object({ id: z.string(), name: z.string() }));

const ATTEMPTS = 5;
const TIMEOUT_MS = 15_000;

/**
 * Registers all commands with Discord in place of those that it has. Said twice, it changes nothing.
 *
 * @returns the names of the commands that Discord has now
 * @throws when Discord refuses, with its words
 */
export async function registerCommands(
  { api, application, token, guild }: Registration,
  { fetch, wait }: RegistrationDeps,
  commands: readonly Command[] = COMMANDS,
): Promise<string[]> {
  const scope = guild === null ? "" : `/guilds/${guild}`;
  const url = `${api}/applications/${application}${scope}/commands`;
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, {
      method: "PUT",
      headers: { authorization: `Bot ${token}`, "content-type": "application/json" },
      body: JSON.stringify(commands),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (response.ok) return Registered.parse(JSON.parse(text)).map(({ name }) => name);
    const isPassing = response.status === 429 || response.status >= 500;
    if (!isPassing || attempt === ATTEMPTS) throw new Error(refusal(response.status, text));
    const seconds = readLimits(response, parseJson(text))?.retryAfter ?? 2 ** attempt;
    await wait(seconds * 1000);
  }
}

const HINTS: Record<number, string> = {
  401: " (is DISCORD_BOT_TOKEN the bot's token?)",
  403: " (is the application installed in that server, with the scope applications.commands?)",
  404: " (is DISCORD_APPLICATION_ID the application's id?)",
};

function refusal(status: number, text: string): string {
  return `Cannot register the commands: Discord answered ${status}${HINTS[status] ?? ""}: ${text.slice(0, 2000)}`;
}
