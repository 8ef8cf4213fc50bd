import { JobFilter, JobState } from "../../../../functions/_shared/schema/admin.ts";

/**
 * The filter of jobs as the address keeps it: one word each, states joined by commas. An `error` in an address is what
 * somebody brings who could not be let in: this one is called `failure` there.
 */
export const TEXTS = [
  "queue",
  "kind",
  "subject",
  "error",
  "correlationId",
  "requestId",
  "triggeredBy",
] as const;
/** What a part of the filter is called in the address. */
export const inAddress = (name: string) => (name === "error" ? "failure" : name);

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
    const value = query.get(inAddress(name));
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
  const named = Object.entries(filter).map(([name, value]) => [inAddress(name), value]);
  return `/admin/jobs?${new URLSearchParams(named)}`;
}
