import { GoTrueClient } from "@supabase/auth-js";
import { PostgrestClient } from "@supabase/postgrest-js";
import type * as z from "zod";
import {
  type CreateRoomRequest,
  CreateRoomResponse,
  DiscordCode,
  ErrorBody,
} from "../../functions/_shared/schema/http.ts";
import type { Config } from "./config.ts";

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
  /** Opens a battle or takes a seat in one; needs a signed-in user. Throws with the function's own message. */
  createRoom(request: CreateRoomRequest): Promise<CreateRoomResponse>;
  /** A code that links the viewer's Discord account when it is said there. */
  discordCode(): Promise<DiscordCode>;
  /** Asks an operation of the function `api`, such as `/v1/teams/validate`; with a body it is a POST. */
  ask<Answer>(path: `/v1/${string}`, answer: z.ZodType<Answer>, body?: object): Promise<Answer>;
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

  const askFunction = async <Answer>(
    path: string,
    schema: z.ZodType<Answer>,
    request: RequestInit,
  ): Promise<Answer> => {
    if ((await token()) === null) throw new Error("Sign in or play as a guest first.");
    const response = await fetchAs(`${base}/functions/v1/${path}`, request);
    const body: unknown = await response.json().catch(() => null);
    if (response.ok) return schema.parse(body);
    const error = ErrorBody.safeParse(body);
    throw new Error(error.success ? error.data.error.message : `The server answered ${response.status}.`);
  };

  return {
    auth,
    data: new PostgrestClient(`${base}/rest/v1`, { fetch: fetchAs }),
    file: (bucket, path) => `${base}/storage/v1/object/public/${bucket}/${path}`,
    token,
    createRoom: (request) => askFunction("create-room", CreateRoomResponse, postOf(request)),
    ask: (path, answer, body) => askFunction(`api${path}`, answer, body === undefined ? {} : postOf(body)),
    discordCode: () => askFunction("api/v1/discord/code", DiscordCode, postOf({})),
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
