import * as z from "zod";
import { storeOf } from "../ui/store.ts";

const Settings = z.object({
  /** Letters and digits choose. */
  keys: z.boolean().default(true),
  sound: z.boolean().default(false),
  notify: z.boolean().default(false),
});
export type Settings = z.infer<typeof Settings>;

const KEY = "plateau:battle";

/** How this browser plays battles. */
export const settings = storeOf<Settings>(kept());

export function change(changes: Partial<Settings>): void {
  settings.set({ ...settings.get(), ...changes });
  try {
    localStorage.setItem(KEY, JSON.stringify(settings.get()));
  } catch {
    // It holds until the page is left.
  }
}

function kept(): Settings {
  try {
    const text = localStorage.getItem(KEY);
    return Settings.safeParse(text === null ? {} : JSON.parse(text)).data ?? Settings.parse({});
  } catch {
    // Nothing is kept, or not by us.
    return Settings.parse({});
  }
}
