import type { Session } from "@supabase/auth-js";
import { useEffect, useState } from "preact/hooks";
import * as z from "zod";
import type { Api } from "../api.ts";

/** Who looks at the page. `undefined` until the stored session has been read. */
export interface Viewer {
  userId: string;
  name: string;
  guest: boolean;
}

const Profile = z.object({ display_name: z.string() });

/** The signed-in user with the display name the league knows; `null` for nobody. */
export function useViewer(api: Api): Viewer | null | undefined {
  const [session, setSession] = useState<Session | null | undefined>(undefined);
  const [named, setNamed] = useState<{ userId: string; name: string } | null>(null);

  useEffect(() => {
    const { data } = api.auth.onAuthStateChange((_event, next) => setSession(next));
    return () => data.subscription.unsubscribe();
  }, [api]);

  const userId = session?.user.id;
  useEffect(() => {
    if (userId === undefined) return;
    let current = true;
    readName(api, userId).then(
      (name) => current && setNamed({ userId, name }),
      // The name is decoration: without it the page says "you".
      () => current && setNamed({ userId, name: "you" }),
    );
    return () => {
      current = false;
    };
  }, [api, userId]);

  if (session === undefined) return undefined;
  if (session === null) return null;
  return {
    userId: session.user.id,
    name: named?.userId === session.user.id ? named.name : "…",
    guest: session.user.is_anonymous === true,
  };
}

async function readName(api: Api, userId: string): Promise<string> {
  const { data, error } = await api.data
    .from("profiles")
    .select("display_name")
    .eq("id", userId)
    .maybeSingle();
  if (error) throw error;
  return data === null ? "you" : Profile.parse(data).display_name;
}
