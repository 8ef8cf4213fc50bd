import type { Icon, Picture } from "../ui/pictures.ts";

/** Instead of `ui/pictures.ts` in a saved replay: it asks no network, so that drawn tokens stand for all Pokémon. */

export function missing(): void {}

export function pictureOf(): Picture | null {
  return null;
}

export function iconOf(): Icon | null {
  return null;
}

export async function fetchSheet(): Promise<boolean> {
  return false;
}
