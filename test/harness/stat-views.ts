import { expect } from "vitest";
import { type Stat, StatView, UsageView } from "../../functions/_shared/schema/stats.ts";
import type { TestDatabase } from "./database.ts";
import type { RecordedSeason } from "./statistics.ts";
import type { SummarySketch } from "./summaries.ts";

/** Three to one: p1 takes three Pokémon, one of them by hazards, and loses one. */
export const WIN: SummarySketch = {
  p1: ["Pikachu", "Ho-Oh", "Porygon-Z"],
  p2: ["Eevee", "Ditto", "Mew"],
  faints: [
    { victim: "p2:0", by: "p1:0", turn: 3 },
    { victim: "p2:1", by: "p1:0", turn: 5 },
    { victim: "p1:1", by: "p2:2", turn: 8 },
    { victim: "p2:2", by: "p1:2", cause: "hazard", turn: 9 },
  ],
};
export const LOSS: SummarySketch = { winner: "p2", faints: [{ victim: "p1:0", by: "p2:0" }] };
export const TIE: SummarySketch = { winner: null, endType: "tie" };

/** Brings a statistic up to date and reads it as everybody may. */
export async function viewOf<Name extends Stat>(
  season: RecordedSeason,
  stat: Name,
): Promise<Extract<StatView, { stat: Name }>> {
  await season.refresh(stat);
  const read = StatView.parse(await season.view(stat));
  const isAsked = (one: StatView): one is Extract<StatView, { stat: Name }> => one.stat === stat;
  return isAsked(read) ? read : expect.fail(`${read.stat} was shown`);
}

export async function usageOf(db: TestDatabase, scope: string, id: string): Promise<UsageView> {
  const [row] = await db.as("anon", "select usage_view($1, $2) as view", [scope, id]);
  return UsageView.parse(row?.view);
}
