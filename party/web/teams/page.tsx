import { useState } from "preact/hooks";
import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { type Api, messageOf } from "../api.ts";
import { SignIn } from "../session/sign-in.tsx";
import type { PageProps } from "../site.ts";
import { PageHeading } from "../ui/heading.tsx";
import { Skeleton } from "../ui/states.tsx";
import { Shown, useView } from "../ui/view.tsx";
import { TeamEditor } from "./editor.tsx";
import { deleteTeam, loadTeams, type SavedTeam } from "./rows.ts";

/** The viewer's teams: to add, change and delete. */
export function TeamsPage({ api, viewer }: PageProps) {
  if (viewer === undefined) return <Skeleton what="your teams" />;
  return (
    <>
      <PageHeading title="Your teams" />
      {viewer === null ? <SignIn api={api} /> : <Teams key={viewer.userId} api={api} />}
    </>
  );
}

function Teams({ api }: { api: Api }) {
  const view = useView("teams", () => loadTeams(api));
  // "new", or the one that is changed.
  const [edited, setEdited] = useState<SavedTeam | "new" | null>(null);
  const done = () => {
    setEdited(null);
    view.reload();
  };
  return (
    <div class="columns">
      <section class="card" aria-label="Saved teams">
        <div class="row between">
          <h2>Saved</h2>
          <button type="button" onClick={() => setEdited("new")}>
            Add a team
          </button>
        </div>
        <Shown view={view} what="your teams">
          {(teams) =>
            teams.length === 0 ? (
              <p class="muted">None yet. Add one to play the formats that want a team.</p>
            ) : (
              <ul class="list">
                {teams.map((team) => (
                  <Row key={team.id} api={api} team={team} edit={() => setEdited(team)} deleted={done} />
                ))}
              </ul>
            )
          }
        </Shown>
      </section>
      {edited !== null && (
        <TeamEditor
          key={edited === "new" ? "new" : edited.id}
          api={api}
          team={edited === "new" ? null : edited}
          done={done}
          cancel={() => setEdited(null)}
        />
      )}
    </div>
  );
}

interface RowProps {
  api: Api;
  team: SavedTeam;
  edit: () => void;
  deleted: () => void;
}

function Row({ api, team, edit, deleted }: RowProps) {
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const remove = () =>
    deleteTeam(api, team.id).then(deleted, (failure: unknown) => setError(messageOf(failure)));
  return (
    <li>
      <div class="grow">
        <div class="names">
          <bdi>{team.name}</bdi>
        </div>
        <div class="muted small">{formatName(team.format)}</div>
        {error !== null && (
          <p class="notice error" role="alert">
            Cannot delete the team: {error}
          </p>
        )}
      </div>
      <div class="row">
        {asking ? (
          <>
            <button type="button" class="danger" onClick={remove}>
              Yes, delete
            </button>
            <button type="button" class="quiet" onClick={() => setAsking(false)}>
              Keep
            </button>
          </>
        ) : (
          <>
            <button type="button" onClick={edit} aria-label={`Edit ${team.name}`}>
              Edit
            </button>
            <button
              type="button"
              class="quiet"
              onClick={() => setAsking(true)}
              aria-label={`Delete ${team.name}`}
            >
              Delete
            </button>
          </>
        )}
      </div>
    </li>
  );
}
