import type { JobState } from "../../../../functions/_shared/schema/admin.ts";

export const STATE_LABELS: Record<JobState, string> = {
  queued: "queued",
  processing: "processing",
  completed: "completed",
  failed: "given up",
  dead_letter: "dead letter",
};

/** How long something took or is old: "3 s", "4 min", "2 h". */
export function durationText(seconds: number | null): string {
  if (seconds === null) return "–";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** What a job is about, its ids cut to where they begin. */
export function shortSubject(subject: string): string {
  return subject.replace(/\b([0-9a-f]{8})(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "$1…");
}
