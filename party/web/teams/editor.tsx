import { useEffect, useMemo, useState } from "preact/hooks";
import { FORMATS } from "../../../functions/_shared/battle/formats.ts";
import { type Api, messageOf } from "../api.ts";
import { FormatField } from "../formats.tsx";
import { Failure } from "../ui/states.tsx";
import { Judgement } from "./judgement.tsx";
import { Outputs } from "./outputs.tsx";
import { loadPaste, pasteIn } from "./paste.ts";
import { saveTeam, TEAM_LENGTH, TEAM_NAME_LENGTH, type TeamDraft } from "./rows.ts";
import { readTeam } from "./sets.ts";
import { useVerdict } from "./use-verdict.ts";

interface TeamEditorProps {
  api: Api;
  /** The team that is changed; `null` for a new one. */
  id: string | null;
  /** What the fields hold at first. */
  draft: TeamDraft;
  done: () => void;
  cancel: () => void;
}

export const EMPTY_DRAFT: TeamDraft = {
  name: "",
  format: FORMATS.find((offered) => offered.team)?.id ?? "",
  team: "",
};

/** A team's name, format and text, and what the format's rules say of each set. An illegal team can be kept: rules change. */
export function TeamEditor({ api, id, draft, done, cancel }: TeamEditorProps) {
  const [name, setName] = useState(draft.name);
  const [format, setFormat] = useState(draft.format);
  const [text, setText] = useState(draft.team);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const pasteId = pasteIn(text);
  const team = useMemo(() => (pasteId === null ? readTeam(text) : null), [text, pasteId]);
  const [judging, again] = useVerdict(api, format, team === null ? null : text.trim());
  const paste = usePaste(api, pasteId, ({ title, team: pasted }) => {
    setText(pasted);
    if (name.trim() === "" && title !== "Untitled") setName(title.slice(0, TEAM_NAME_LENGTH));
  });

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (pasteId !== null) return;
    setBusy(true);
    setError(null);
    try {
      await saveTeam(api, id, { name: name.trim(), format, team: text.trim() });
      done();
    } catch (failure) {
      setError(messageOf(failure));
      setBusy(false);
    }
  };

  return (
    <section class="card" aria-labelledby="editor-title">
      <h2 id="editor-title">{id === null ? "A new team" : "Change the team"}</h2>
      <form onSubmit={submit}>
        <label>
          Name
          <input
            name="name"
            required
            maxLength={TEAM_NAME_LENGTH}
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
            autoComplete="off"
            dir="auto"
          />
        </label>
        <FormatField
          value={format}
          change={setFormat}
          among={(offered) => offered.team || offered.id === draft.format}
        />
        <label>
          Team, as exported from Showdown's teambuilder, or a Pokepaste address
          <textarea
            name="team"
            rows={12}
            required
            maxLength={TEAM_LENGTH}
            spellcheck={false}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
            placeholder={
              "Great Tusk @ Heavy-Duty Boots\nAbility: Protosynthesis\n…\n\nor https://pokepast.es/…"
            }
          />
        </label>
        {paste.error !== null && (
          <Failure what="Cannot read the paste" why={paste.error} retry={paste.again} />
        )}
        <p role="status" class="muted small" hidden={!paste.busy}>
          {paste.busy && "Reading the paste…"}
        </p>
        <div class="row">
          <button type="submit" class="primary" disabled={busy || pasteId !== null}>
            {busy ? "Saving…" : "Save"}
          </button>
          <button type="button" class="quiet" onClick={cancel}>
            Cancel
          </button>
        </div>
        {error !== null && <Failure what="Cannot save the team" why={error} />}
      </form>
      {team !== null && <Outputs team={team} name={name} />}
      <Judgement team={team} format={format} judging={judging} again={again} />
    </section>
  );
}

/** Reads the paste whose address was entered. */
function usePaste(api: Api, id: string | null, come: (paste: { title: string; team: string }) => void) {
  const [error, setError] = useState<string | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    setError(null);
    if (id === null) return;
    let current = true;
    loadPaste(api, id).then(
      (paste) => current && come(paste),
      (failure: unknown) => current && setError(messageOf(failure)),
    );
    return () => {
      current = false;
    };
  }, [api, id, round]);
  return { error, busy: id !== null && error === null, again: () => setRound(round + 1) };
}
