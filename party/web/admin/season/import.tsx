import { useState } from "preact/hooks";
import * as z from "zod";
import type { Api } from "../../api.ts";
import { useAct } from "../../ui/act.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { change, rpc } from "../calls.ts";
import { LIST_LENGTH, readTeamList, type TeamLine } from "./team-list.ts";

const Answer = z.object({
  applied: z.boolean(),
  errors: z.array(z.object({ line: z.number(), message: z.string() })),
  teams: z.array(z.object({ line: z.number(), what: z.enum(["new", "changed", "same"]) })),
});

/** A line of the list, and what comes of it. */
interface Checked extends TeamLine {
  what: "new" | "changed" | "same" | null;
}

const WHAT = { new: "new", changed: "changes", same: "as it is" };

const EXAMPLE = `Team, Coach, Pokémon
Viridian Rush, Giovanni, Great Tusk, Gholdengo
Cinnabar Sun, , Dragapult, Kingambit`;

interface ImportDialogProps {
  api: Api;
  seasonId: string;
  close: () => void;
  imported: () => void;
}

/** Takes in a list of teams: looks at every line first, and imports all of them or none. */
export function ImportDialog({ api, seasonId, close, imported }: ImportDialogProps) {
  const [text, setText] = useState("");
  const [checked, setChecked] = useState<Checked[] | null>(null);
  const act = useAct();
  const wrong = checked?.filter((line) => line.wrong !== null).length ?? 0;
  const edit = (next: string) => {
    setText(next);
    setChecked(null);
  };
  const check = (event: SubmitEvent) => {
    event.preventDefault();
    return act.run(async () => setChecked(await checkList(api, seasonId, text)));
  };
  const apply = async () => {
    const done = await act.run(
      async () => {
        const answer = Answer.parse(
          await change(api, "import_teams", { p_season_id: seasonId, p_teams: sendable(checked ?? []) }),
        );
        // Somebody may have changed the season meanwhile.
        if (!answer.applied) {
          setChecked(withAnswer(checked ?? [], answer));
          throw new Error("Nothing was imported: look at the lines again.");
        }
      },
      `${checked?.length === 1 ? "1 team is" : `${checked?.length} teams are`} imported.`,
    );
    if (done) imported();
  };
  return (
    <Dialog title="Import teams" close={close} wide={true}>
      <form onSubmit={check}>
        <Field
          label="Teams, coaches and rosters"
          hint="A table pasted from a spreadsheet: team, coach, Pokémon. Or blocks: the team's name, a line “Coach: …”, its Pokémon. Coaches by their name here; leave one out to invite them afterwards. A team that is there already gets the coach and the roster of its line."
        >
          {(described) => (
            <textarea
              {...described}
              rows={8}
              required
              maxLength={LIST_LENGTH}
              spellcheck={false}
              dir="auto"
              placeholder={EXAMPLE}
              value={text}
              onInput={(event) => edit(event.currentTarget.value)}
            />
          )}
        </Field>
        <label class="file">
          Or a file
          <input
            type="file"
            accept=".csv,.tsv,.txt,text/csv,text/plain"
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              if (file === undefined) return;
              void act.run(async () => {
                if (file.size > LIST_LENGTH)
                  throw new Error("Cannot read the file: it is too large for a list of teams.");
                edit(await file.text());
              });
            }}
          />
        </label>
        {act.error !== null && (
          <p class="notice error" role="alert">
            {act.error}
          </p>
        )}
        {checked !== null && <Lines lines={checked} wrong={wrong} />}
        <div class="ends">
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" class={checked === null ? "primary" : ""} disabled={act.busy}>
            Check
          </button>
          <button
            type="button"
            class={checked === null ? "" : "primary"}
            disabled={act.busy || checked === null || wrong > 0}
            onClick={apply}
          >
            {checked === null || wrong > 0
              ? "Import"
              : `Import ${checked.length === 1 ? "1 team" : `${checked.length} teams`}`}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Lines({ lines, wrong }: { lines: Checked[]; wrong: number }) {
  return (
    <>
      <p role="status" class={wrong > 0 ? "notice error" : "notice"}>
        {wrong === 0
          ? `All ${lines.length === 1 ? "is" : `${lines.length} lines are`} right. Nothing has been written yet.`
          : `${wrong} of ${lines.length} lines ${wrong === 1 ? "is" : "are"} wrong: mend them above, and check again. Nothing has been written.`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <section class="wide lines" tabIndex={0} aria-label="Lines of the list">
        <table>
          <caption class="hidden">Lines of the list</caption>
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col" class="text">
                Team
              </th>
              <th scope="col" class="text">
                Coach
              </th>
              <th scope="col">Pokémon</th>
              <th scope="col" class="text">
                What comes of it
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ line, team, coach, roster, wrong, what }) => (
              <tr key={line} class={wrong === null ? "" : "wrong"}>
                <td>{line}</td>
                <td class="text">
                  <bdi>{team}</bdi>
                </td>
                <td class="text">
                  {coach === "" ? <span class="muted">none yet</span> : <bdi>{coach}</bdi>}
                </td>
                <td title={roster.join(", ")}>{roster.length}</td>
                <td class="text">
                  {wrong === null ? what === null ? "" : WHAT[what] : <strong class="poor">{wrong}</strong>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

async function checkList(api: Api, seasonId: string, text: string): Promise<Checked[]> {
  const lines = (await readTeamList(text)).map((line): Checked => ({ ...line, what: null }));
  if (lines.length === 0) throw new Error("There is no team in this text.");
  if (lines.length > 200)
    throw new Error(`There are ${lines.length} teams in this text: at most 200 are imported at once.`);
  const answer = await rpc(
    api,
    "import_teams",
    { p_season_id: seasonId, p_teams: sendable(lines), p_check: true },
    Answer,
  );
  return withAnswer(lines, answer);
}

const sendable = (lines: readonly TeamLine[]) =>
  lines.map(({ line, team, coach, roster }) => ({ line, team, coach: coach === "" ? null : coach, roster }));

function withAnswer(lines: readonly Checked[], answer: z.infer<typeof Answer>): Checked[] {
  const errors = new Map(answer.errors.map(({ line, message }) => [line, message]));
  const told = new Map(answer.teams.map(({ line, what }) => [line, what]));
  return lines.map((line) => ({
    ...line,
    wrong: line.wrong ?? errors.get(line.line) ?? null,
    what: told.get(line.line) ?? null,
  }));
}
