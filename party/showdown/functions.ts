import type * as z from "zod";
import { sign } from "../../functions/_shared/auth/signature.ts";
import {
  Adoption,
  LinkAnswer,
  type ShowdownServerId,
  type WatcherMessage,
  Watches,
} from "../../functions/_shared/schema/showdown.ts";
import { readText } from "./text.ts";

const TIMEOUT = 10_000;
const ANSWER_LIMIT = 8 * 1024 * 1024;
/** Answers that another attempt would not change. A signature that is not believed is ours to mend, and is asked again. */
const FINAL = new Set([400, 404, 409, 410, 422]);

type Said<Type> = Omit<Extract<WatcherMessage, { type: Type }>, "type" | "v" | "server">;

/** `showdown-watch` will never do it. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** What `showdown-watch` is asked. Each throws {@link Refused} when it will not, another error when it cannot be asked. */
export interface Functions {
  watches(server: ShowdownServerId): Promise<Watches>;
  found(server: ShowdownServerId, battle: Said<"BATTLE_FOUND">): Promise<Adoption>;
  link(server: ShowdownServerId, code: Said<"LINK_CODE">): Promise<LinkAnswer>;
}

export interface FunctionsOptions {
  supabaseUrl: string;
  secrets: readonly string[];
  fetch: typeof fetch;
  now: () => number;
  newId: () => string;
}

/** Speaks with the function `showdown-watch`; each request is signed. */
export function connectFunctions(options: FunctionsOptions): Functions {
  const { supabaseUrl, secrets, now, newId } = options;
  const ask = async <Answer>(message: WatcherMessage, answer: z.ZodType<Answer>): Promise<Answer> => {
    const body = JSON.stringify(message);
    const response = await options.fetch(`${supabaseUrl}/functions/v1/showdown-watch`, {
      method: "POST",
      headers: { "content-type": "application/json", ...sign(body, secrets, newId(), now()) },
      body,
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const text = await readText(response, ANSWER_LIMIT);
    if (response.ok) return answer.parse(JSON.parse(text));
    const why = `Cannot say ${message.type}: showdown-watch answered ${response.status} ${text.slice(0, 200)}`;
    throw FINAL.has(response.status) ? new Refused(why) : new Error(why);
  };
  return {
    watches: (server) => ask({ type: "WATCHES", v: 1, server }, Watches),
    found: (server, battle) => ask({ type: "BATTLE_FOUND", v: 1, server, ...battle }, Adoption),
    link: (server, code) => ask({ type: "LINK_CODE", v: 1, server, ...code }, LinkAnswer),
  };
}
