/** Milliseconds that the database has for a view. */
const TIMEOUT = 5_000;

/** The Data API's address, and the key for what is public. */
export interface DatabaseOptions {
  supabaseUrl: string;
  publishableKey: string;
  fetch: typeof fetch;
}

/**
 * Reads a view from the database.
 *
 * @returns its body as JSON text; `null`: there is none of that name
 * @throws when the database cannot be asked
 */
export type ReadView = (tag: string) => Promise<string | null>;

/** The database, as `league_view` shows it to anybody. */
export function connectDatabase({ supabaseUrl, publishableKey, fetch }: DatabaseOptions): ReadView {
  return async (tag) => {
    const response = await fetch(`${supabaseUrl}/rest/v1/rpc/league_view`, {
      method: "POST",
      headers: { "content-type": "application/json", apikey: publishableKey },
      body: JSON.stringify({ p_tag: tag }),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(`Cannot read the view '${tag}': the database answered ${response.status}`);
    // What a proxy says in its place is not to be handed on.
    const body: unknown = JSON.parse(text);
    return body === null ? null : text;
  };
}
