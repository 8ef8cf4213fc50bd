import { JobFilter, JobState } from "../../../../functions/_shared/schema/admin.ts";

/** The filter of jobs as the address keeps it: one word each, states joined by commas. */
export const TEXTS = [
  "queue",
  "kind",
  "subject",
  "error",
  "correlationId",
  "requestId",
  "triggeredBy",
] as const;
const AGES = ["minAge", "maxAge"] as const;

/** What an address names. What cannot be a filter is left out, and told. */
export function filterOf(query: URLSearchParams): { filter: JobFilter; wrong: string[] } {
  const wrong: string[] = [];
  const filter: Record<string, unknown> = {};
  const states = (query.get("states") ?? "").split(",").filter((state) => state !== "");
  const known = states.filter((state) => JobState.safeParse(state).success);
  if (known.length < states.length) wrong.push("states");
  if (known.length > 0) filter.states = known;
  for (const name of TEXTS) {
    const value = query.get(name);
    if (!value) continue;
    if (JobFilter.shape[name].safeParse(value).success) filter[name] = value;
    else wrong.push(name);
  }
  for (const name of AGES) {
    const value = query.get(name);
    if (!value) continue;
    const seconds = JobFilter.shape[name].safeParse(Number(value));
    if (seconds.success) filter[name] = seconds.data;
    else wrong.push(name);
  }
  return { filter: JobFilter.parse(filter), wrong };
}

/** An address of jobs that a filter names. */
export function jobsAt(filter: Record<string, string>): string {
  return `/admin/jobs?${new URLSearchParams(filter)}`;
}
