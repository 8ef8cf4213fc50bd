import { useState } from "preact/hooks";
import { formatName } from "../../../functions/_shared/battle/formats.ts";
import type { Api } from "../api.ts";
import { loadTeams, TEAM_LENGTH } from "../teams/rows.ts";
import { Problems } from "../ui/problems.tsx";
import { useView } from "../ui/view.tsx";

interface TeamFormProps {
  api: Api;
  format: string;
  /** The team that was sent before. */
  team: string | null;
  /** The validator's messages for it. */
  problems: string | null;
  /** A team was sent and is being checked. */
  busy: boolean;
  send: (team: string) => void;
}

/** Takes a team for a format that wants one: a saved one, or a Showdown export (or packed). */
export function TeamForm({ api, format, team, problems, busy, send }: TeamFormProps) {
  const [text, setText] = useState(team ?? "");
  const saved = useView("teams", () => loadTeams(api));
  const fitting = (saved.data ?? []).filter((kept) => kept.format === format);
  return (
    <form
      class="card team-form"
      onSubmit={(event) => {
        event.preventDefault();
        send(text.trim());
      }}
    >
      <h2>Bring a team</h2>
      {fitting.length > 0 && (
        <label>
          One of your teams
          <select
            value={fitting.find((kept) => kept.team === text)?.id ?? ""}
            onChange={(event) => {
              const id = event.currentTarget.value;
              setText(fitting.find((kept) => kept.id === id)?.team ?? "");
            }}
          >
            <option value="">Choose…</option>
            {fitting.map((kept) => (
              <option key={kept.id} value={kept.id}>
                {kept.name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        Your {formatName(format)} team, as exported from Showdown's teambuilder
        <textarea
          name="team"
          rows={12}
          maxLength={TEAM_LENGTH}
          required
          spellcheck={false}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          placeholder={"Great Tusk @ Heavy-Duty Boots\nAbility: Protosynthesis\n…"}
        />
      </label>
      {problems !== null && team !== null && (
        <Problems title="This team is not legal here:" text={problems} />
      )}
      <button type="submit" class="primary" disabled={busy || text.trim() === ""}>
        {busy ? "Checking the team…" : "Use this team"}
      </button>
    </form>
  );
}
