import { useState } from "preact/hooks";
import * as z from "zod";
import type { Api } from "../../api.ts";
import { useAct } from "../../ui/act.ts";
import { toast } from "../../ui/announce.tsx";
import { ConfirmButton, Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { SpeciesIcon } from "../../ui/species-icon.tsx";
import { Nothing } from "../../ui/states.tsx";
import { Moment } from "../../ui/time.tsx";
import { useView } from "../../ui/view.tsx";
import { change, rpc } from "../calls.ts";
import type { SeasonPart, Team } from "./data.ts";
import { ImportDialog } from "./import.tsx";

const Invites = z.array(z.object({ teamId: z.string(), expiresAt: z.string() }));
const Invite = z.object({ code: z.string(), expiresAt: z.string() });

/** A season's teams, their coaches and rosters. */
export function TeamsTab({ api, data: { season, teams }, mayChange, reload }: SeasonPart) {
  const [open, setOpen] = useState<"import" | Team | null>(null);
  const invites = useView(season.id, () =>
    mayChange ? rpc(api, "season_invites", { p_season_id: season.id }, Invites) : Promise.resolve([]),
  );
  const changed = () => {
    setOpen(null);
    reload();
  };
  return (
    <section class="card" aria-labelledby="teams-title">
      <div class="row between">
        <h2 id="teams-title">{teams.length === 0 ? "Teams" : `${teams.length} teams`}</h2>
        {mayChange && (
          <button type="button" class={teams.length === 0 ? "primary" : ""} onClick={() => setOpen("import")}>
            Import teams
          </button>
        )}
      </div>
      {teams.length === 0 ? (
        <Nothing>
          No team yet.{" "}
          {mayChange &&
            "Import a list: from a spreadsheet, or typed; what is wrong is said beside each line."}
        </Nothing>
      ) : (
        <ul class="list">
          {teams.map((team) => (
            <TeamLine
              key={team.id}
              api={api}
              team={team}
              invited={invites.data?.find(({ teamId }) => teamId === team.id)?.expiresAt ?? null}
              mayChange={mayChange}
              edit={() => setOpen(team)}
              asked={invites.reload}
            />
          ))}
        </ul>
      )}
      {open === "import" && (
        <ImportDialog api={api} seasonId={season.id} close={() => setOpen(null)} imported={changed} />
      )}
      {open !== null && open !== "import" && (
        <TeamDialog api={api} team={open} close={() => setOpen(null)} saved={changed} />
      )}
    </section>
  );
}

interface TeamLineProps {
  api: Api;
  team: Team;
  /** Until when somebody is invited to coach it. */
  invited: string | null;
  mayChange: boolean;
  edit: () => void;
  asked: () => void;
}

function TeamLine({ api, team, invited, mayChange, edit, asked }: TeamLineProps) {
  const act = useAct();
  const [code, setCode] = useState<z.infer<typeof Invite> | null>(null);
  const invite = () =>
    act.run(async () => {
      setCode(Invite.parse(await change(api, "invite_coach", { p_team_id: team.id })));
      asked();
    });
  return (
    <li>
      <div class="grow">
        <strong>
          <bdi>{team.name}</bdi>
        </strong>
        <div class="muted small">
          {team.coach !== null ? (
            <>
              Coach: <bdi>{team.coach}</bdi>
            </>
          ) : invited !== null ? (
            <>
              Invited, until <Moment at={invited} />
            </>
          ) : (
            "No coach yet"
          )}
        </div>
        <div class="roster">
          {team.roster.map((species) => (
            <SpeciesIcon key={species} species={species} />
          ))}
          {team.roster.length === 0 && <span class="muted small">No roster.</span>}
        </div>
        {act.error !== null && (
          <p class="notice error" role="alert">
            {act.error}
          </p>
        )}
      </div>
      {mayChange && (
        <div class="row">
          {team.coach === null && (
            <button
              type="button"
              disabled={act.busy}
              aria-label={`${invited === null ? "Invite a coach" : "Invite anew"}: ${team.name}`}
              onClick={invite}
            >
              {invited === null ? "Invite a coach" : "Invite anew"}
            </button>
          )}
          <button type="button" aria-label={`Change ${team.name}`} onClick={edit}>
            Change
          </button>
        </div>
      )}
      {code !== null && <InviteDialog team={team.name} invite={code} close={() => setCode(null)} />}
    </li>
  );
}

function InviteDialog({
  team,
  invite,
  close,
}: {
  team: string;
  invite: z.infer<typeof Invite>;
  close: () => void;
}) {
  const text = `Take your team at ${location.origin}/invite with the code ${invite.code}`;
  return (
    <Dialog title={`Invite a coach for ${team}`} close={close}>
      <p>
        Whoever enters this code at <strong>{location.host}/invite</strong>, signed in, coaches the team. It
        serves once, until <Moment at={invite.expiresAt} />, and is not shown again.
      </p>
      <p class="code">
        <output>{invite.code}</output>
      </p>
      <div class="ends">
        <button
          type="button"
          onClick={() =>
            navigator.clipboard.writeText(text).then(
              () => toast("Copied: send it to your coach."),
              () => toast("Cannot copy: the browser does not allow it.", "error"),
            )
          }
        >
          Copy the invitation
        </button>
        <button type="button" class="primary" onClick={close}>
          Done
        </button>
      </div>
    </Dialog>
  );
}

interface TeamDialogProps {
  api: Api;
  team: Team;
  close: () => void;
  saved: () => void;
}

function TeamDialog({ api, team, close, saved }: TeamDialogProps) {
  const act = useAct();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const field = (name: string) => String(form.get(name) ?? "").trim();
    const roster = field("roster")
      .split(/[\n,;]/)
      .map((species) => species.trim())
      .filter((species) => species !== "");
    const changes = { name: field("name"), coach: field("coach") || null, roster };
    const save = () => change(api, "change_team", { p_team_id: team.id, p_changes: changes });
    if (await act.run(save, "The team is saved.")) saved();
  };
  return (
    <Dialog title={`Change ${team.name}`} close={close}>
      <form onSubmit={submit}>
        <Field label="Name">
          {(described) => (
            <input {...described} name="name" required maxLength={60} dir="auto" defaultValue={team.name} />
          )}
        </Field>
        <Field label="Coach" hint="By their name here; empty: none.">
          {(described) => (
            <input
              {...described}
              name="coach"
              maxLength={40}
              dir="auto"
              autoComplete="off"
              defaultValue={team.coach ?? ""}
            />
          )}
        </Field>
        <Field label="Roster" hint="A Pokémon a line.">
          {(described) => (
            <textarea
              {...described}
              name="roster"
              rows={8}
              maxLength={4000}
              spellcheck={false}
              defaultValue={team.roster.join("\n")}
            />
          )}
        </Field>
        {act.error !== null && (
          <p class="notice error" role="alert">
            {act.error}
          </p>
        )}
        <div class="ends">
          <ConfirmButton
            label="Remove the team"
            class="danger"
            question={`Remove ${team.name}?`}
            consequence="Its roster goes with it. A team that is in the schedule cannot be removed."
            yes="Remove it"
            confirmed={async () => {
              const remove = () => change(api, "remove_team", { p_team_id: team.id });
              if (await act.run(remove, "The team is removed.")) saved();
            }}
          />
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="primary" disabled={act.busy}>
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}
