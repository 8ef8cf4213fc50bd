import { idOf } from "./id.ts";
import packed from "./names.json";

type Kind = keyof typeof packed;

const tables = new Map<string, Map<string, string>>();
for (const [kind, names] of Object.entries(packed)) {
  tables.set(kind, new Map(names.split(",").map((name) => [idOf(name), name])));
}

/** How something is spelt: `"closecombat"` and `"close combat"` are "Close Combat"; `null` for what is not known. */
export function spelt(kind: Kind, text: string): string | null {
  return tables.get(kind)?.get(idOf(text)) ?? null;
}
