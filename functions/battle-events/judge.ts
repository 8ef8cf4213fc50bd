import { readChecked } from "../_edge/checked-replay.ts";
import type { OutsideLog, Store } from "../_edge/store.ts";
import { checkImport } from "../_shared/league/check-import.ts";
import type { BattleCompleted } from "../_shared/schema/events.ts";
import { FormatId } from "../_shared/schema/ids.ts";
import type { ImportFacts } from "../_shared/schema/imports.ts";

export interface JudgeDeps {
  store: Pick<Store, "watchedTerms">;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
}

/**
 * Holds a battle that was watched on Showdown against its match, as a replay that is handed in is. A log that cannot be
 * read is left to whoever counts it.
 */
export async function judge(
  { battle_id, log, winner, end_type, turns, occurred_at }: BattleCompleted,
  { store, now }: JudgeDeps,
): Promise<OutsideLog> {
  const checked = await readChecked(log, {
    ...{ source: "watcher" as const, replayId: null, game: null, uploadedAt: null, now },
  });
  const { names, sittings, hash, series } = checked.outside;
  const terms = await store.watchedTerms(battle_id, [...names.p1, ...names.p2]);
  if (terms === null) return { names, hash, judged: null };
  const format = FormatId.safeParse(terms.room.split("-")[1]).data ?? null;
  if (checked.ok) {
    const { replay } = checked;
    const facts: ImportFacts = { ...replay.facts, format, game: terms.game };
    return { names, hash, judged: { facts, ...checkImport({ ...replay, facts }, terms) } };
  }
  if (checked.error.code !== "over_budget") return { names, hash, judged: null };
  // Nobody gets past their roster by a battle that is too long to look through.
  const facts: ImportFacts = {
    ...{ names, sittings, winner, end_type, turns, format, game: terms.game, series },
    ...{ began_at: null, ended_at: occurred_at },
  };
  const { swapped } = checkImport({ facts, species: { p1: [], p2: [] }, source: "watcher" }, terms);
  const message = "It is too long to be looked through: nobody has checked its rosters";
  return { names, hash, judged: { facts, swapped, reasons: [{ code: "NOT_CHECKED", message }] } };
}
