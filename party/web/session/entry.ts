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
