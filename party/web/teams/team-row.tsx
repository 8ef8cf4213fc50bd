import { useMemo, useState } from "preact/hooks";
import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { type Api, messageOf } from "../api.ts";
import { ConfirmButton } from "../ui/dialog.tsx";
import { SpeciesIcon } from "../ui/species-icon.tsx";
import { Failure } from "../ui/states.tsx";
import { deleteTeam, type SavedTeam } from "./rows.ts";
import { readTeam } from "./sets.ts";

interface TeamRowProps {
  api: Api;
  team: SavedTeam;
  edit: (team: SavedTeam) => void;
  copy: (team: SavedTeam) => void;
  deleted: () => void;
}

/** A saved team in the list, and what can be done with it. */
export function TeamRow({ api, team, edit, copy, deleted }: TeamRowProps) {
  const [error, setError] = useState<string | null>(null);
  const sets = useMemo(() => readTeam(team.team)?.sets ?? [], [team.team]);
  const remove = () =>
    deleteTeam(api, team.id).then(deleted, (failure: unknown) => setError(messageOf(failure)));
  return (
    <li class="team-row">
      <div class="grow">
        <div class="names">
          <bdi>{team.name}</bdi>
        </div>
        <div class="muted small">{formatName(team.format)}</div>
        <div class="icons">
          {sets.map(({ species }, index) => (
            <SpeciesIcon key={index} species={species} />
          ))}
        </div>
        {error !== null && <Failure what="Cannot delete the team" why={error} />}
      </div>
      <div class="row">
        <button type="button" onClick={() => edit(team)} aria-label={`Edit ${team.name}`}>
          Edit
        </button>
        <button type="button" onClick={() => copy(team)} aria-label={`Copy ${team.name}`}>
          Copy
        </button>
        <ConfirmButton
          label="Delete"
          described={`Delete ${team.name}`}
          class="quiet"
          question="Delete this team?"
          consequence={<bdi>{team.name}</bdi>}
          yes="Yes, delete"
          no="Keep"
          confirmed={remove}
        />
      </div>
    </li>
  );
}
