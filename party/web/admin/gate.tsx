import type { ComponentChildren } from "preact";
import { Link } from "../routes.tsx";
import { hasRole, type Roles, useRoles } from "../session/roles.ts";
import { SignIn } from "../session/sign-in.tsx";
import type { Site } from "../site.ts";
import { PageHeading } from "../ui/heading.tsx";
import { Failure, Skeleton } from "../ui/states.tsx";

interface GateProps {
  site: Site;
  /** The page's name, for who does not come in. */
  title: string;
  /** Who comes in; whoever has any role by default. */
  may?: (roles: Roles) => boolean;
  children: (roles: Roles) => ComponentChildren;
}

/** A page for those who run something. What may be done is decided by the database; this says so beforehand. */
export function Gate({ site, title, may = hasRole, children }: GateProps) {
  const { api, viewer } = site;
  const { roles, error, retry } = useRoles(api, viewer);
  if (viewer === null) {
    return (
      <>
        <PageHeading title={title} about="Sign in to see what you run." />
        <div class="columns">
          <SignIn api={api} />
        </div>
      </>
    );
  }
  if (error !== null) return <Failure what="Cannot tell what you may do" why={error} retry={retry} />;
  if (viewer === undefined || roles === undefined) return <Skeleton what={title} lines={6} tall={true} />;
  if (may(roles)) return <>{children(roles)}</>;
  return (
    <>
      <PageHeading title={title} />
      <section class="card">
        <p>
          {hasRole(roles)
            ? "This page is for others: your role does not reach so far."
            : "You run no league. An admin of yours can give you a role, by your name here:"}{" "}
          <strong>
            <bdi>{viewer.name}</bdi>
          </strong>
        </p>
        <p>
          <Link to={hasRole(roles) ? "/admin" : "/"}>
            {hasRole(roles) ? "To what you run" : "To the first page"}
          </Link>
        </p>
      </section>
    </>
  );
}

/** Said to those who look and may not touch. */
export function LookOnly({ shown }: { shown: boolean }) {
  return shown ? <p class="notice">You look on: what can be changed here is for admins.</p> : null;
}
