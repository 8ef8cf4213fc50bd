import { useState } from "preact/hooks";
import type { Api } from "../../api.ts";
import { useAct } from "../../ui/act.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { change } from "../calls.ts";
import type { Match } from "./data.ts";
import {
  type Choice,
  consequencesOf,
  DECISION_LABELS,
  type Decision,
  decisionsFor,
  END_TYPES,
  resultOf,
} from "./decision.ts";
import { localMoment, localText } from "./draw.ts";

interface DecideDialogProps {
  api: Api;
  match: Match;
  bestOf: number;
  names: { home: string; away: string };
  close: () => void;
  done: () => void;
}

/** What an admin decides about a match; what follows from it is said before it is done. */
export function DecideDialog({ api, match, bestOf, names, close, done }: DecideDialogProps) {
  const act = useAct();
  const possible = decisionsFor(match);
  const [choice, setChoice] = useState<Choice>({
    decision: possible[0] ?? "correct",
    winner: "home",
    endType: "win",
    by: "home",
    anew: false,
  });
  const choose = (changes: Partial<Choice>) => setChoice({ ...choice, ...changes });
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const decided = () => decide(api, match, choice, bestOf, form);
    if (await act.run(decided, "It is decided, and written down.")) done();
  };
  return (
    <Dialog title={`${names.home} vs ${names.away}`} close={close}>
      <form onSubmit={submit}>
        <Field label="What is decided">
          {(described) => (
            <select
              {...described}
              value={choice.decision}
              onChange={(event) => choose({ decision: event.currentTarget.value as Decision })}
            >
              {possible.map((decision) => (
                <option key={decision} value={decision}>
                  {DECISION_LABELS[decision]}
                </option>
              ))}
            </select>
          )}
        </Field>
        {choice.decision === "correct" && (
          <Correction match={match} names={names} choice={choice} choose={choose} bestOf={bestOf} />
        )}
        {choice.decision === "forfeit" && (
          <Field label="Who loses by forfeit">
            {(described) => (
              <select
                {...described}
                value={choice.by}
                onChange={(event) => choose({ by: event.currentTarget.value as Choice["by"] })}
              >
                <option value="home">{names.home}</option>
                <option value="away">{names.away}</option>
                <option value="both">Both</option>
              </select>
            )}
          </Field>
        )}
        {choice.decision === "reopen" && match.room_id !== null && (
          <label class="toggle">
            <input
              type="checkbox"
              checked={choice.anew}
              onChange={(event) => choose({ anew: event.currentTarget.checked })}
            />{" "}
            All of it is played again, not its last game alone
          </label>
        )}
        {choice.decision === "move" ? (
          <Field label="When it is played" hint="In your time. Empty: it is not said.">
            {(described) => (
              <input
                {...described}
                name="at"
                type="datetime-local"
                defaultValue={match.scheduled_at === null ? "" : localText(new Date(match.scheduled_at))}
              />
            )}
          </Field>
        ) : (
          <Field label="Why" hint="It is kept in the audit.">
            {(described) => (
              <textarea {...described} name="reason" rows={2} required maxLength={500} dir="auto" />
            )}
          </Field>
        )}
        <div class="notice" aria-live="polite">
          <p>What follows:</p>
          <ul>
            {consequencesOf(match, choice, names).map((sentence) => (
              <li key={sentence}>
                <bdi>{sentence}</bdi>
              </li>
            ))}
          </ul>
        </div>
        {act.error !== null && (
          <p class="notice error" role="alert">
            {act.error}
          </p>
        )}
        <div class="ends">
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="danger" disabled={act.busy}>
            {DECISION_LABELS[choice.decision]}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface CorrectionProps {
  match: Match;
  names: { home: string; away: string };
  choice: Choice;
  choose: (changes: Partial<Choice>) => void;
  bestOf: number;
}

const ENDS = { win: "a win", forfeit: "forfeit", timeout: "the clock", disconnect: "leaving" };

function Correction({ match, names, choice, choose, bestOf }: CorrectionProps) {
  const counts = [
    ["home_score", `Pokémon left to ${names.home}`, match.home_score ?? 0, true],
    ["away_score", `Pokémon left to ${names.away}`, match.away_score ?? 0, true],
    ["home_games", `Games of ${names.home}`, match.home_games, bestOf > 1],
    ["away_games", `Games of ${names.away}`, match.away_games, bestOf > 1],
  ] as const;
  return (
    <>
      <Field label="Who has won">
        {(described) => (
          <select
            {...described}
            value={choice.winner}
            onChange={(event) => choose({ winner: event.currentTarget.value as Choice["winner"] })}
          >
            <option value="home">{names.home}</option>
            <option value="away">{names.away}</option>
            <option value="tie">It is a tie</option>
            <option value="both">Nobody: both lose</option>
          </select>
        )}
      </Field>
      {choice.winner !== "tie" && (
        <Field label="By">
          {(described) => (
            <select
              {...described}
              value={choice.endType}
              onChange={(event) => choose({ endType: event.currentTarget.value })}
            >
              {END_TYPES.filter((end) => choice.winner !== "both" || end !== "win").map((end) => (
                <option key={end} value={end}>
                  {ENDS[end]}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <div class="filters">
        {counts
          .filter(([, , , shown]) => shown)
          .map(([name, label, value]) => (
            <Field key={name} label={label}>
              {(described) => (
                <input
                  {...described}
                  name={name}
                  type="number"
                  min={0}
                  max={999}
                  required
                  defaultValue={value}
                />
              )}
            </Field>
          ))}
      </div>
    </>
  );
}

function decide(api: Api, match: Match, choice: Choice, bestOf: number, form: FormData): Promise<unknown> {
  const about = { p_match_id: match.id, p_reason: String(form.get("reason") ?? "").trim() };
  const count = (name: string) => Number(form.get(name));
  switch (choice.decision) {
    case "correct": {
      const games = bestOf > 1 && { home_games: count("home_games"), away_games: count("away_games") };
      const result = {
        ...resultOf(choice),
        home_score: count("home_score"),
        away_score: count("away_score"),
        ...games,
      };
      return change(api, "correct_match", { ...about, p_result: result });
    }
    case "forfeit":
      return change(api, "forfeit_match", { ...about, p_by: choice.by });
    case "dispute":
      return change(api, "dispute_match", about);
    case "cancel":
      return change(api, "cancel_match", about);
    case "reopen":
      return change(api, "reopen_match", { ...about, p_anew: choice.anew });
    case "move":
      return change(api, "reschedule_match", {
        p_match_id: match.id,
        p_at: localMoment(String(form.get("at") ?? ""))?.toISOString() ?? null,
      });
  }
}
