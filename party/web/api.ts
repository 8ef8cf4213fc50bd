import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import {
  type CreateRoomRequest,
  CreateRoomResponse,
  ErrorBody,
} from "../../functions/_shared/schema/http.ts";
import type { Config } from "./config.ts";

/** The Data API, Auth and Storage, and the functions that a page calls. */
export interface Api {
  readonly supabase: SupabaseClient;
  /** Opens a battle or takes a seat in one; needs a signed-in user. Throws with the function's own message. */
  createRoom(request: CreateRoomRequest): Promise<CreateRoomResponse>;
}

export function createApi(config: Config): Api {
  const supabase = createClient(config.supabaseUrl, config.publishableKey, {
    // With PKCE a confirmation mail brings back a one-time code, never a token, in the address.
    auth: { flowType: "pkce", persistSession: true, autoRefreshToken: true, detectSessionInUrl: true },
  });
  return {
    supabase,
    async createRoom(request) {
      const { data } = await supabase.auth.getSession();
      if (!data.session) throw new Error("Sign in or play as a guest first.");
      const response = await fetch(`${config.supabaseUrl}/functions/v1/create-room`, {
        method: "POST",
        headers: {
          apikey: config.publishableKey,
          authorization: `Bearer ${data.session.access_token}`,
          "content-type": "application/json",
        },
        body: JSON.stringify(request),
      });
      const body: unknown = await response.json().catch(() => null);
      if (!response.ok) {
        const error = ErrorBody.safeParse(body);
        throw new Error(error.success ? error.data.error.message : `The server answered ${response.status}.`);
      }
      return CreateRoomResponse.parse(body);
    },
  };
}

/** What to show of a failure: its message, whatever was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === "object" && error !== null && "message" in error) return String(error.message);
  return String(error);
}
