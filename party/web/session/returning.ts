import type { Api } from "../api.ts";
import { replaceAddress } from "../routes.tsx";

/** What Supabase Auth brings along when somebody comes back from their mail or from Discord. */
const BROUGHT = ["code", "error", "error_code", "error_description", "sb_flow_id"];
/** Bound for a page's memory, not for its address. */
const SECRET = /(^|&)(access_token|refresh_token|error|error_code)=/;

/**
 * Lets somebody in who comes back from another site, and takes what they brought out of the address.
 *
 * @returns why they are not in, to be shown; `null` when they are, or never left
 */
export async function settleReturn(api: Api): Promise<string | null> {
  const brought = new URL(location.href);
  const came =
    BROUGHT.some((name) => brought.searchParams.has(name)) || SECRET.test(brought.hash.replace(/^#/, ""));
  const { error } = await api.auth.initialize();
  if (!came) return null;
  const address = new URL(location.href);
  for (const name of BROUGHT) address.searchParams.delete(name);
  if (SECRET.test(address.hash.replace(/^#/, ""))) address.hash = "";
  replaceAddress(`${address.pathname}${address.search}${address.hash}`);
  if (error === null && !brought.searchParams.has("error")) {
    const { data } = await api.auth.getSession();
    return data.session === null
      ? "The link is too old, or was opened in another browser. Ask for a new one."
      : null;
  }
  // Their own words stand in the address, where anybody may have written them.
  return brought.searchParams.get("error") === "access_denied" || brought.hash.includes("error=access_denied")
    ? "You were not let in: you declined, or the link is too old. Try again."
    : "That did not work. Try again, in the same browser.";
}
