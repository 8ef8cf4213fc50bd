import { useState } from "preact/hooks";
import { FORMATS } from "../../../functions/_shared/battle/formats.ts";
import { type Api, messageOf } from "../api.ts";
import { FormatField } from "../formats.tsx";
import { type SavedTeam, saveTeam, TEAM_LENGTH, TEAM_NAME_LENGTH } from "./rows.ts";

interface TeamEditorProps {
  api: Api;
  /** The team that is changed; `null` for a new one. */
  team: SavedTeam | null;
  done: () => void;
  cancel: () => void;
}

/** A team's name, format and text. Whether it is legal is said where it is used: the rules of a format change. */
export function TeamEditor({ api, team, done, cancel }: TeamEditorProps) {
  const [format, setFormat] = useState(team?.format ?? FORMATS.find((offered) => offered.team)?.id ?? "");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const field = (name: string) => String(form.get(name) ?? "").trim();
    setBusy(true);
    setError(null);
    try {
      await saveTeam(api, team?.id ?? null, { name: field("name"), format, team: field("team") });
      done();
    } catch (failure) {
      setError(messageOf(failure));
      setBusy(false);
    }
  };

  return (
    <section class="card" aria-labelledby="editor-title">
      <h2 id="editor-title">{team === null ? "A new team" : "Change the team"}</h2>
      <form onSubmit={submit}>
        <label>
          Name
          <input
            name="name"
            required
            maxLength={TEAM_NAME_LENGTH}
            defaultValue={team?.name ?? ""}
            autoComplete="off"
            dir="auto"
          />
        </label>
        <FormatField
          value={format}
          change={setFormat}
          among={(offered) => offered.team || offered.id === team?.format}
        />
        <label>
          Team, as exported from Showdown's teambuilder
          <textarea
            name="team"
            rows={14}
            required
            maxLength={TEAM_LENGTH}
            spellcheck={false}
            defaultValue={team?.team ?? ""}
            placeholder={"Great Tusk @ Heavy-Duty Boots\nAbility: Protosynthesis\n…"}
          />
        </label>
        <div class="row">
          <button type="submit" class="primary" disabled={busy}>
            {busy ? "Saving…" : "Save"}
          </button>
          <button type="button" class="quiet" onClick={cancel}>
            Cancel
          </button>
        </div>
        {error !== null && (
          <p class="notice error" role="alert">
            {error}
          </p>
        )}
      </form>
    </section>
  );
}
