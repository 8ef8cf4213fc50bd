import { Link } from "../routes.tsx";
import type { Roles } from "../session/roles.ts";

const PLACES = [
  { to: "/admin", label: "Leagues", all: true },
  { to: "/admin/queues", label: "Queues", all: false },
  { to: "/admin/jobs", label: "Jobs", all: true },
  { to: "/admin/audit", label: "Audit", all: true },
  { to: "/admin/installation", label: "Installation", all: false },
];

/** The ways through administration; what is about the whole installation is for operators. */
export function Places({ roles, at }: { roles: Roles; at: string }) {
  return (
    <nav class="places" aria-label="Administration">
      {PLACES.filter(({ all }) => all || roles.operator !== null).map(({ to, label }) => (
        <Link key={to} to={to} aria-current={to === at ? "page" : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
