import { useState } from "preact/hooks";
import { FORMATS, offeredFormat } from "../../../functions/_shared/battle/formats.ts";
import { FormatField } from "../formats.tsx";
import { Link } from "../routes.tsx";
import { loadTeams, type SavedTeam } from "../teams/rows.ts";
import { ChoiceRow } from "../ui/choice-row.tsx";
import { Shown, useView } from "../ui/view.tsx";
import { Challenge } from "./challenge.tsx";
import { Ladder } from "./ladder.tsx";
import { Practice } from "./practice.tsx";
import type { PlayProps } from "./props.ts";

const WAYS = [
  { value: "ladder", label: "Ladder", Panel: Ladder },
  { value: "challenge", label: "Challenge", Panel: Challenge },
  { value: "practice", label: "Practice", Panel: Practice },
] as const;

/** The three ways into a battle. */
export function Play(props: PlayProps) {
  const [way, setWay] = useState<(typeof WAYS)[number]["value"]>("ladder");
  const [format, setFormat] = useState(lastFormat);
  const [teamId, setTeamId] = useState<string | null>(null);
  const teams = useView("teams", () => loadTeams(props.api));
  const wanted = offeredFormat(format)?.team ?? false;
  const fitting = (teams.data ?? []).filter((team) => team.format === format);
  const team = wanted ? (fitting.find(({ id }) => id === teamId) ?? fitting[0] ?? null) : null;

  return (
    <section class="card play" aria-labelledby="play-title">
      <div class="row between">
        <h2 id="play-title">Start a battle</h2>
        <Link to="/teams">Your teams</Link>
      </div>
      <FormatField
        value={format}
        change={(next) => {
          setFormat(next);
          keepFormat(next);
        }}
      />
      {wanted && (
        <Shown view={teams} what="your teams">
          {() => <TeamSelect teams={fitting} team={team} change={setTeamId} />}
        </Shown>
      )}
      <ChoiceRow legend="Against whom?" name="opponent" options={WAYS} chosen={way} choose={setWay} />
      {WAYS.map(
        ({ value, Panel }) =>
          value === way && (
            <Panel key={value} {...props} format={format} team={team} teamMissing={wanted && team === null} />
          ),
      )}
    </section>
  );
}

interface TeamSelectProps {
  teams: SavedTeam[];
  team: SavedTeam | null;
  change: (id: string) => void;
}

function TeamSelect({ teams, team, change }: TeamSelectProps) {
  if (team === null) {
    return (
      <p class="muted">
        You have no team for this format yet. <Link to="/teams">Add one</Link>.
      </p>
    );
  }
  return (
    <label>
      Team
      <select name="team" value={team.id} onChange={(event) => change(event.currentTarget.value)}>
        {teams.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

const LAST_FORMAT = "plateau:format";

/** The format that was chosen last in this browser, as long as it is offered. */
function lastFormat(): string {
  const last = offeredFormat(localStorage.getItem(LAST_FORMAT) ?? "");
  return last?.id ?? FORMATS[0]?.id ?? "";
}

function keepFormat(format: string): void {
  localStorage.setItem(LAST_FORMAT, format);
}
