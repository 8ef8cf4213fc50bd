import ical, { ICalCalendarMethod, ICalEventStatus } from "ical-generator";
import type { Fixture } from "../../../functions/_shared/schema/league.ts";
import { written } from "./text.ts";

/** Minutes that a match takes in a calendar, by the games it may have. */
const MINUTES: Readonly<Record<number, number>> = { 1: 60, 3: 120, 5: 180 };
/** Seconds after which a calendar should ask again. */
const REFRESH = 3600;

export interface Schedule {
  /** What the calendar is called. */
  name: string;
  bestOf: number;
  matches: readonly Fixture[];
  /** The site's address, without a path. */
  origin: string;
}

/**
 * A schedule as an iCalendar file. A match keeps its UID for ever; whatever changes of it has a higher SEQUENCE, and one
 * that was cancelled says so. Results are not told: who subscribes may want to watch first. Equal schedules are equal
 * texts.
 */
export function calendarOf({ name, bestOf, matches, origin }: Schedule): string {
  const calendar = ical({
    name: written(name),
    prodId: { company: "Plateau", product: "schedule", language: "EN" },
    method: ICalCalendarMethod.PUBLISH,
    ttl: REFRESH,
  });
  for (const match of matches) {
    if (match.scheduled_at === null) continue;
    const start = new Date(match.scheduled_at);
    const revised = new Date(match.revised_at);
    calendar.createEvent({
      id: `${match.match_id}@plateau`,
      start,
      end: new Date(start.getTime() + (MINUTES[bestOf] ?? 60) * 60_000),
      stamp: revised,
      lastModified: revised,
      sequence: match.revision,
      summary: written(`${match.home} vs ${match.away}`),
      description: `Round ${match.round}${bestOf > 1 ? `, best of ${bestOf}` : ""}`,
      url: `${origin}/match/${match.match_id}`,
      status: match.status === "cancelled" ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  return calendar.toString();
}
