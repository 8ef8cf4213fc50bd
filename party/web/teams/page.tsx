import { useState } from "preact/hooks";
import type { Api } from "../api.ts";
import { SignIn } from "../session/sign-in.tsx";
import type { PageProps } from "../site.ts";
import { PageHeading } from "../ui/heading.tsx";
import { Nothing, Skeleton } from "../ui/states.tsx";
import { Shown, useView } from "../ui/view.tsx";
import { EMPTY_DRAFT, TeamEditor } from "./editor.tsx";
import { loadTeams, type SavedTeam, TEAM_NAME_LENGTH, type TeamDraft } from "./rows.ts";
import { TeamRow } from "./team-row.tsx";

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

/** What the editor holds: a new team, one that is changed, or a copy of one. */
interface Edited {
  /** Another one makes the editor anew. */
  key: string;
  id: string | null;
  draft: TeamDraft;
}

function Teams({ api }: { api: Api }) {
  const view = useView("teams", () => loadTeams(api));
  const [edited, setEdited] = useState<Edited | null>(null);
  const done = () => {
    setEdited(null);
    view.reload();
  };
  const edit = ({ id, ...draft }: SavedTeam) => setEdited({ key: id, id, draft });
  const copy = ({ id, name, ...draft }: SavedTeam) => {
    const copied = { ...draft, name: `${[...name].slice(0, TEAM_NAME_LENGTH - 7).join("")} (copy)` };
    setEdited({ key: `copy of ${id}`, id: null, draft: copied });
  };
  return (
    <div class="columns">
      <section class="card" aria-label="Saved teams">
        <div class="row between">
          <h2>Saved</h2>
          <button type="button" onClick={() => setEdited({ key: "new", id: null, draft: EMPTY_DRAFT })}>
            Add a team
          </button>
        </div>
        <Shown view={view} what="your teams">
          {(teams) =>
            teams.length === 0 ? (
              <Nothing>None yet. Add one to play the formats that want a team.</Nothing>
            ) : (
              <ul class="list">
                {teams.map((team) => (
                  <TeamRow key={team.id} {...{ api, team, edit, copy }} deleted={done} />
                ))}
              </ul>
            )
          }
        </Shown>
      </section>
      {edited !== null && (
        <TeamEditor
          key={edited.key}
          api={api}
          id={edited.id}
          draft={edited.draft}
          done={done}
          cancel={() => setEdited(null)}
        />
      )}
    </div>
  );
}
