import { GoTrueClient } from "@supabase/auth-js";
import { PostgrestClient } from "@supabase/postgrest-js";
import * as z from "zod";
import {
  type CreateRoomRequest,
  CreateRoomResponse,
  DiscordCode,
  ErrorBody,
} from "../../functions/_shared/schema/http.ts";
import type { Config } from "./config.ts";

const Settings = z.object({ external: z.record(z.string(), z.unknown()) });

/**
 * Auth, the Data API and the functions that a page calls. The parts of supabase-js that this page needs, put together
 * here: the whole of it is twice as large.
 */
export interface Api {
  readonly auth: GoTrueClient;
  readonly data: PostgrestClient;
  /** The address of a file in a public bucket. */
  file(bucket: string, path: string): string;
  /** The viewer's access token, fresh enough to use; `null` for nobody. */
  token(): Promise<string | null>;
  /** The sites that the league's Auth lets people in from, such as `discord`; asked for once. */
  providers(): Promise<ReadonlySet<string>>;
  /**
   * Asks a function as the viewer, who must be signed in: `GET`, or `POST` with a body. An operation of `api` is
   * `api/v1/teams/validate`, say. Throws with the function's own message.
   */
  ask<Schema extends z.ZodType>(name: string, answer: Schema, body?: object): Promise<z.output<Schema>>;
  /** Opens a battle or takes a seat in one. */
  createRoom(request: CreateRoomRequest): Promise<CreateRoomResponse>;
  /** A code that links the viewer's Discord account when it is said there. */
  discordCode(): Promise<DiscordCode>;
}

export function createApi({ supabaseUrl, publishableKey }: Config): Api {
  const base = supabaseUrl.replace(/\/+$/, "");
  const auth = new GoTrueClient({
    url: `${base}/auth/v1`,
    headers: { apikey: publishableKey },
    storageKey: `sb-${new URL(base).hostname.split(".")[0]}-auth-token`,
    // With PKCE a confirmation mail brings back a one-time code, never a token, in the address.
    flowType: "pkce",
    persistSession: true,
    autoRefreshToken: true,
    detectSessionInUrl: true,
  });

  const token = async () => {
    const { data, error } = await auth.getSession();
    if (error) throw error;
    return data.session?.access_token ?? null;
  };

  /** `fetch` with the page's key, and with the viewer's token once there is one. */
  const fetchAs = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const headers = new Headers(init?.headers);
    headers.set("apikey", publishableKey);
    const bearer = await token();
    if (bearer !== null) headers.set("authorization", `Bearer ${bearer}`);
    return await fetch(input, { ...init, headers });
  };

  let known: Promise<ReadonlySet<string>> | null = null;
  const readProviders = async (): Promise<ReadonlySet<string>> => {
    const response = await fetch(`${base}/auth/v1/settings`, { headers: { apikey: publishableKey } });
    if (!response.ok) throw new Error(`Cannot read the ways in: the server answered ${response.status}`);
    const { external } = Settings.parse(await response.json());
    return new Set(Object.keys(external).filter((provider) => external[provider] === true));
  };

  const ask: Api["ask"] = async (name, answer, body) => {
    if ((await token()) === null) throw new Error("Sign in or play as a guest first.");
    const response = await fetchAs(`${base}/functions/v1/${name}`, body === undefined ? {} : postOf(body));
    const said: unknown = await response.json().catch(() => null);
    if (response.ok) return answer.parse(said);
    const error = ErrorBody.safeParse(said);
    throw new Error(error.success ? error.data.error.message : `The server answered ${response.status}.`);
  };

  return {
    auth,
    data: new PostgrestClient(`${base}/rest/v1`, { fetch: fetchAs }),
    file: (bucket, path) => `${base}/storage/v1/object/public/${bucket}/${path}`,
    token,
    ask,
    providers() {
      known ??= readProviders().catch((error: unknown) => {
        known = null;
        throw error;
      });
      return known;
    },
    createRoom: (request) => ask("create-room", CreateRoomResponse, request),
    discordCode: () => ask("api/v1/discord/code", DiscordCode, {}),
  };
}

function postOf(body: object): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

/** What to show of a failure: its message, whatever was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === "object" && error !== null && "message" in error) return String(error.message);
  return String(error);
}
