import { createClient, type SupabaseClient } from "@supabase/supabase-js";

const TIMEOUT_MS = 15_000;

/**
 * The Supabase client of a function, as the service.
 *
 * supabase-js sends its key as a Bearer token too. A `sb_secret_…` key is no JWT and must not be sent so: it is taken
 * out again, and `apikey` alone says who is asking.
 */
export function connect(url: string, secretKey: string, fetcher: typeof fetch = fetch): SupabaseClient {
  const keyAsBearer = `Bearer ${secretKey}`;
  return createClient(url, secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: {
      fetch: (input, init) => {
        const headers = new Headers(init?.headers);
        if (secretKey.startsWith("sb_") && headers.get("authorization") === keyAsBearer)
          headers.delete("authorization");
        const timeout = AbortSignal.timeout(TIMEOUT_MS);
        const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
        return fetcher(input, { ...init, headers, signal });
      },
    },
  });
}
