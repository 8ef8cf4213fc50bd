import { useState } from "preact/hooks";
import { formatName } from "../formats.ts";

interface TeamFormProps {
  format: string;
  /** The validator's messages for the team that was sent. */
  problems: string | null;
  /** A team was sent and is being checked. */
  busy: boolean;
  send: (team: string) => void;
}

/** Takes a team as a Showdown export (or packed) for a format that wants one. */
export function TeamForm({ format, problems, busy, send }: TeamFormProps) {
  const [text, setText] = useState("");
  return (
    <form
      class="card team-form"
      onSubmit={(event) => {
        event.preventDefault();
        send(text.trim());
      }}
    >
      <h2>Bring a team</h2>
      <label>
        Your {formatName(format)} team, as exported from Showdown's teambuilder
        <textarea
          name="team"
          rows={12}
          maxLength={25_000}
          required
          spellcheck={false}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          placeholder={"Great Tusk @ Heavy-Duty Boots\nAbility: Protosynthesis\n…"}
        />
      </label>
      {problems !== null && (
        <div class="notice error" role="alert">
          <p>This team is not legal here:</p>
          <ul>
            {problems
              .split("\n")
              .filter((problem) => problem.trim() !== "")
              .map((problem) => (
                <li key={problem}>{problem}</li>
              ))}
          </ul>
        </div>
      )}
      <button type="submit" class="primary" disabled={busy || text.trim() === ""}>
        {busy ? "Checking the team…" : "Use this team"}
      </button>
    </form>
  );
}
