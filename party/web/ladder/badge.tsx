import type { Badge } from "../../../functions/_shared/schema/league.ts";

interface BadgeProps {
  badge: Badge;
  season: string;
  rank: number;
}

/** A badge of a ladder season. */
export function BadgeMark({ badge, season, rank }: BadgeProps) {
  const label = `${badge} badge: rank ${rank} of ${season}`;
  return (
    <svg class={`badge ${badge}`} viewBox="0 0 24 24" role="img" aria-label={label}>
      <title>{label}</title>
      <path d="M7 2 4 9l5 3M17 2l3 7-5 3" fill="none" stroke="currentColor" stroke-width="2" />
      <circle cx="12" cy="15" r="6.5" fill="currentColor" />
      <path d="m12 11.2 1.2 2.5 2.7.3-2 1.9.5 2.7-2.4-1.3-2.4 1.3.5-2.7-2-1.9 2.7-.3Z" class="star" />
    </svg>
  );
}

/** Marks a rating that is not certain yet. */
export function Provisional() {
  return (
    <span class="tag" title="Not certain yet: too few battles, or none for a long time">
      provisional
    </span>
  );
}
