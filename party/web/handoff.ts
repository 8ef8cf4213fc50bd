import type { BattleId } from "../../functions/_shared/schema/ids.ts";

/** What one page gives the battle page along: never in an address, which browsers keep and people share. */
export interface Handoff {
  /** Good for one use, within a minute. */
  ticket?: string | null;
  team?: string | null;
  /** Said above the battle. */
  note?: string;
}

/** What waits to be picked up by the pages of battles. */
export class Handoffs {
  readonly #waiting = new Map<BattleId, Handoff>();

  put(battleId: BattleId, handoff: Handoff): void {
    this.#waiting.set(battleId, handoff);
  }

  /** What was left for the battle, once. */
  take(battleId: BattleId): Handoff {
    const handoff = this.#waiting.get(battleId) ?? {};
    this.#waiting.delete(battleId);
    return handoff;
  }
}
