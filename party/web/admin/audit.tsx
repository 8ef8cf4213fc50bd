import * as z from "zod";
import { AuditList } from "../../../functions/_shared/schema/admin.ts";
import { Link, useQuery } from "../routes.tsx";
import type { Roles } from "../session/roles.ts";
import type { PageProps, Site } from "../site.ts";
import { Field } from "../ui/field.tsx";
import { PageHeading } from "../ui/heading.tsx";
import { Nothing } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { Moment } from "../ui/time.tsx";
import { Shown, useView } from "../ui/view.tsx";
import { askQueues, namesOf } from "./calls.ts";
import { Gate } from "./gate.tsx";
import { Json } from "./json.tsx";
import { Places } from "./places.tsx";

type Line = AuditList["actions"][number] & { name: string };

/** What was done by hand, the latest first; a league's people see the lines of their leagues. */
export function AuditPage(site: PageProps) {
  return (
    <Gate site={site} title="Audit">
      {(roles) => <Audit site={site} roles={roles} />}
    </Gate>
  );
}

function Audit({ site: { api }, roles }: { site: Site; roles: Roles }) {
  const [query, setQuery] = useQuery();
  const [of, subject] = [query.get("of") ?? "", query.get("subject") ?? ""];
  const after = z.coerce.number().int().positive().safeParse(query.get("after")).data;
  const view = useView(`audit ${of} ${subject} ${after}`, async () => {
    const { actions, next } = await askQueues(
      api,
      { action: "audit.list", ...(of && { of }), ...(subject && { subject }), ...(after && { after }) },
      AuditList,
    );
    const names = await namesOf(
      api,
      actions.map(({ actor }) => actor),
    );
    return {
      next,
      lines: actions.map((action) => ({ ...action, name: names.get(action.actor) ?? action.actor })),
    };
  });
  return (
    <>
      <PageHeading title="Audit" about="What was done by hand, by whom, and in which request." />
      <Places roles={roles} at="/admin/audit" />
      <section class="card" aria-label="Lines">
        <div class="filters">
          <Field label="What was done">
            {(described) => (
              <input
                {...described}
                placeholder="match.corrected"
                maxLength={60}
                key={of}
                defaultValue={of}
                onChange={(event) => setQuery({ of: event.currentTarget.value.trim(), after: null })}
              />
            )}
          </Field>
          <Field label="To what">
            {(described) => (
              <input
                {...described}
                placeholder="an id, or a queue"
                maxLength={200}
                key={subject}
                defaultValue={subject}
                onChange={(event) => setQuery({ subject: event.currentTarget.value.trim(), after: null })}
              />
            )}
          </Field>
        </div>
        <Shown view={view} what="the audit" lines={8}>
          {({ lines, next }) =>
            lines.length === 0 ? (
              <Nothing>Nothing fits. {(of || subject) && "Take a filter away to see more."}</Nothing>
            ) : (
              <>
                <Table
                  caption="Audit"
                  captionHidden={true}
                  columns={COLUMNS}
                  rows={lines}
                  rowKey={({ id }) => id}
                  file="audit"
                />
                <div class="pages">
                  {after !== undefined && (
                    <button type="button" onClick={() => setQuery({ after: null })}>
                      ← The latest
                    </button>
                  )}
                  {next !== null && (
                    <button type="button" onClick={() => setQuery({ after: String(next) })}>
                      Earlier →
                    </button>
                  )}
                </div>
              </>
            )
          }
        </Shown>
      </section>
    </>
  );
}

const COLUMNS: readonly Column<Line>[] = [
  { key: "at", head: "When", kind: "subject", value: ({ at }) => at, cell: ({ at }) => <Moment at={at} /> },
  {
    key: "actor",
    head: "Who",
    kind: "text",
    value: ({ name }) => name,
    cell: ({ name }) => <bdi>{name}</bdi>,
  },
  {
    key: "action",
    head: "What",
    kind: "text",
    value: ({ action }) => action,
    cell: ({ action }) => <code>{action}</code>,
  },
  {
    key: "subject",
    head: "To what",
    kind: "text",
    value: ({ subject }) => subject,
    cell: ({ action, subject }) => <Subject action={action} subject={subject} />,
  },
  {
    key: "details",
    head: "Details",
    kind: "text",
    sort: null,
    value: ({ details }) => JSON.stringify(details),
    cell: ({ details }) => <Json value={details} summary="Details" />,
  },
];

function Subject({ action, subject }: { action: string; subject: string | null }) {
  if (subject === null) return null;
  const isId = z.uuid().safeParse(subject).success;
  if (isId && action.startsWith("jobs."))
    return <Link to={`/admin/jobs/${subject}`}>{subject.slice(0, 8)}</Link>;
  if (isId && /^(season|schedule|teams|standings)\./.test(action)) {
    return <Link to={`/admin/season/${subject}`}>{subject.slice(0, 8)}</Link>;
  }
  return <bdi title={subject}>{isId ? subject.slice(0, 8) : subject}</bdi>;
}
