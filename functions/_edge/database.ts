import { createClient, type SupabaseClient } from "@supabase/supabase-js";

/** Milliseconds that an answer may take: where a person waits for it, and anywhere else. */
export const PATIENCE_MS = { person: 5_000, service: 15_000 } as const;

/**
 * The Supabase client of a function, as the service.
 *
 * supabase-js sends its key as a Bearer token too. A `sb_secret_…` key is no JWT and must not be sent so: it is taken
 * out again, and `apikey` alone says who is asking.
 */
export function connect(
  url: string,
  secretKey: string,
  patienceMs: number = PATIENCE_MS.service,
  fetcher: typeof fetch = fetch,
): SupabaseClient {
  const keyAsBearer = `Bearer ${secretKey}`;
  return createClient(url, secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: {
      fetch: (input, init) => {
        const headers = new Headers(init?.headers);
        if (secretKey.startsWith("sb_") && headers.get("authorization") === keyAsBearer)
          headers.delete("authorization");
        const timeout = AbortSignal.timeout(patienceMs);
        const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
        return fetcher(input, { ...init, headers, signal });
      },
    },
  });
}
