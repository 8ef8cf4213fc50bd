import type { Seat } from "../../../functions/_shared/schema/ids.ts";

/** What a battle log says at its beginning; `null` where it does not. */
export interface Told {
  players: Record<Seat, string | null>;
  /** In words. */
  format: string | null;
}

/** Who plays and at what, as a battle log says it at its beginning. */
export function toldOf(lines: readonly string[]): Told {
  const players: Record<Seat, string | null> = { p1: null, p2: null };
  let format: string | null = null;
  for (const line of lines) {
    const [, kind, subject = "", detail = ""] = line.split("|", 4);
    if (kind === "player" && (subject === "p1" || subject === "p2")) players[subject] ??= detail || null;
    if (kind === "tier") format ??= subject || null;
  }
  return { players, format };
}
