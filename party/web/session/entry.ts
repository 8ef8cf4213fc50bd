import type { Api } from "../api.ts";

/** The ways in. Each resolves to a sentence for the visitor, or `null` when they are in; throws with the reason. */

export async function signIn(api: Api, email: string, password: string): Promise<string | null> {
  const { error } = await api.auth.signInWithPassword({ email, password });
  if (error) throw error;
  return null;
}

export async function signUp(
  api: Api,
  email: string,
  password: string,
  name: string,
): Promise<string | null> {
  const { data, error } = await api.auth.signUp({
    email,
    password,
    options: { data: name === "" ? {} : { display_name: name }, emailRedirectTo: location.origin },
  });
  if (error) throw error;
  return data.session === null ? `Almost there: open the mail we sent to ${email}, then sign in.` : null;
}

/** A mail with a link that lets in who has an account, without a password. */
export async function mailLink(api: Api, email: string): Promise<string | null> {
  const { error } = await api.auth.signInWithOtp({
    email,
    options: { shouldCreateUser: false, emailRedirectTo: location.origin },
  });
  if (error) throw error;
  return `Open the link in the mail to ${email}, in this browser.`;
}

/** Leaves for Discord, which sends the visitor back to this page with a code that serves once. */
export async function goToDiscord(api: Api): Promise<string | null> {
  const { error } = await api.auth.signInWithOAuth({
    provider: "discord",
    options: { redirectTo: `${location.origin}${location.pathname}`, scopes: "identify email" },
  });
  if (error) throw error;
  return null;
}

export async function playAsGuest(api: Api, name: string): Promise<string | null> {
  const { error } = await api.auth.signInAnonymously({
    options: { data: name === "" ? {} : { display_name: name } },
  });
  if (error) throw error;
  return null;
}

export async function signOut(api: Api): Promise<void> {
  // Only this browser: other devices keep their sessions.
  const { error } = await api.auth.signOut({ scope: "local" });
  if (error) throw error;
}
