/** The largest rating gap that a player accepts: at first, more with each second waited, and at the most. */
const RANGE = { start: 100, perSecond: 5, most: 1000 };

/** The least that anybody accepts. */
export const NARROWEST = RANGE.start;

/**
 * The rating gap that a player has come to accept.
 *
 * @param waited milliseconds; nobody has waited less than nothing, whatever two machines' clocks say
 */
export function rangeAfter(waited: number): number {
  const grown = Math.floor((Math.max(0, waited) * RANGE.perSecond) / 1000);
  return Math.min(RANGE.most, RANGE.start + grown);
}

/** Whole seconds since a moment. */
export function secondsSince(moment: number, now: number): number {
  return Math.max(0, Math.floor((now - moment) / 1000));
}
