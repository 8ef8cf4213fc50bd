import { useState } from "preact/hooks";
import * as z from "zod";
import { formatName } from "../../../../functions/_shared/battle/formats.ts";
import { DisputedImport } from "../../../../functions/_shared/schema/imports.ts";
import type { Api } from "../../api.ts";
import { useAct } from "../../ui/act.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Nothing } from "../../ui/states.tsx";
import { Moment } from "../../ui/time.tsx";
import { Shown, useView } from "../../ui/view.tsx";
import { change, rpc } from "../calls.ts";
import { Json } from "../json.tsx";

const playersOf = ({ facts }: DisputedImport) =>
  [facts.names.p1[0] ?? "?", facts.names.p2[0] ?? "?"] as const;

/** Replays that were handed in and do not fit their match in all: an admin takes them or refuses them. */
export function Imports({ api, leagueId }: { api: Api; leagueId: string }) {
  const view = useView(leagueId, () =>
    rpc(api, "disputed_imports", { p_league_id: leagueId }, z.array(DisputedImport)),
  );
  const [decided, setDecided] = useState<DisputedImport | null>(null);
  return (
    <section class="card" aria-labelledby="imports-title">
      <h2 id="imports-title">Imported replays, and battles that were watched</h2>
      <p class="muted">Those that fit their match count by themselves. These do not, and wait for you.</p>
      <Shown view={view} what="the imports">
        {(imports) =>
          imports.length === 0 ? (
            <Nothing>None waits.</Nothing>
          ) : (
            <ul class="list">
              {imports.map((one) => (
                <Line key={one.import_id} one={one} decide={() => setDecided(one)} />
              ))}
            </ul>
          )
        }
      </Shown>
      {decided !== null && (
        <DecideDialog
          api={api}
          one={decided}
          close={() => setDecided(null)}
          done={() => {
            setDecided(null);
            view.reload();
          }}
        />
      )}
    </section>
  );
}

function Line({ one, decide }: { one: DisputedImport; decide: () => void }) {
  const [p1, p2] = playersOf(one);
  const { format, turns, ended_at } = one.facts;
  return (
    <li>
      <div class="grow">
        <bdi>{p1}</bdi> vs <bdi>{p2}</bdi>
        <div class="muted small">
          {format && `${formatName(format)} · `}
          {turns && `${turns} turns · `}
          {one.server === null ? "a file" : `${one.server}: ${one.replay_id}`}
          {ended_at && (
            <>
              {" "}
              · <Moment at={ended_at} />
            </>
          )}
        </div>
        <ul class="reasons small">
          {one.reasons.map(({ message }) => (
            <li key={message}>
              <bdi>{message}</bdi>
            </li>
          ))}
        </ul>
      </div>
      <button type="button" aria-label={`Decide about ${p1} vs ${p2}`} onClick={decide}>
        Decide…
      </button>
    </li>
  );
}

interface DecideDialogProps {
  api: Api;
  one: DisputedImport;
  close: () => void;
  done: () => void;
}

function DecideDialog({ api, one, close, done }: DecideDialogProps) {
  const act = useAct();
  const [verdict, setVerdict] = useState<"accept" | "refuse">("accept");
  const [p1, p2] = playersOf(one);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const field = (name: string) => String(form.get(name) ?? "").trim() || null;
    const about = { p_import_id: one.import_id, p_reason: field("reason") };
    const game = field("game");
    const decide = () =>
      verdict === "refuse"
        ? change(api, "refuse_import", about)
        : change(api, "accept_import", {
            ...about,
            p_home: field("home"),
            p_game: game === null ? null : Number(game),
          });
    const said = verdict === "refuse" ? "The replay is refused." : "The replay counts now.";
    if (await act.run(decide, said)) done();
  };
  return (
    <Dialog title={`${p1} vs ${p2}`} close={close}>
      <form onSubmit={submit}>
        <Field label="What is decided">
          {(described) => (
            <select
              {...described}
              value={verdict}
              onChange={(event) => setVerdict(event.currentTarget.value === "refuse" ? "refuse" : "accept")}
            >
              <option value="accept">It counts for its match</option>
              <option value="refuse">It is refused</option>
            </select>
          )}
        </Field>
        {verdict === "accept" && (
          <div class="filters">
            <Field label="Who is home">
              {(described) => (
                <select {...described} name="home" required={one.home === null}>
                  {one.home === null && <option value="">say who</option>}
                  <option value="p1" selected={one.home === "p1"}>
                    {p1}
                  </option>
                  <option value="p2" selected={one.home === "p2"}>
                    {p2}
                  </option>
                </select>
              )}
            </Field>
            <Field label="Which game" hint="Empty: the next one.">
              {(described) => (
                <input
                  {...described}
                  name="game"
                  type="number"
                  min={1}
                  max={10}
                  defaultValue={one.game ?? ""}
                />
              )}
            </Field>
          </div>
        )}
        <Field label="Why" hint="It is kept in the audit.">
          {(described) => (
            <textarea {...described} name="reason" rows={2} required maxLength={500} dir="auto" />
          )}
        </Field>
        <p class="notice">
          {verdict === "accept"
            ? "It becomes a game of its match, and is counted like any other, in spite of what does not fit."
            : "It counts for nobody. Handed in again, it gets the same answer."}
        </p>
        <Json summary="What the replay says" value={one.facts} />
        {act.error !== null && (
          <p class="notice error" role="alert">
            {act.error}
          </p>
        )}
        <div class="ends">
          <button type="button" onClick={close}>
            Cancel
          </button>
          <button type="submit" class={verdict === "accept" ? "primary" : "danger"} disabled={act.busy}>
            {verdict === "accept" ? "Accept it" : "Refuse it"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
