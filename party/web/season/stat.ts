import type * as z from "zod";
import { type Stat, StatView } from "../../../functions/_shared/schema/stats.ts";
import type { Live } from "../live.ts";
import { useLive, type View } from "../ui/view.tsx";

type Of<Name extends Stat> = Extract<StatView, { stat: Name }>;

/** A season's statistic, as it is and as it becomes. */
export function useStat<Name extends Stat>(live: Live, seasonId: string, stat: Name): View<Of<Name>> {
  return useLive(live, `stats:${seasonId}:${stat}`, schemaOf(stat));
}

const schemas = new Map<Stat, z.ZodType>();

/** The one option of the union that is asked for; the same object each time, as views are read again for another. */
function schemaOf<Name extends Stat>(stat: Name): z.ZodType<Of<Name>> {
  const known = schemas.get(stat) ?? StatView.options.find((option) => option.shape.stat.value === stat);
  if (known === undefined) throw new Error(`Cannot show the statistic '${stat}': there is none of that name`);
  schemas.set(stat, known);
  return known as z.ZodType<Of<Name>>;
}
