import { useState } from "preact/hooks";
import * as z from "zod";
import type { Api } from "../../api.ts";
import { Link } from "../../routes.tsx";
import { useAct } from "../../ui/act.ts";
import { ConfirmButton, Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Nothing } from "../../ui/states.tsx";
import { Shown, useView } from "../../ui/view.tsx";
import { change, rpc } from "../calls.ts";

const Webhook = z.object({
  id: z.string(),
  discordId: z.string(),
  name: z.string(),
  kinds: z.array(z.string()),
  spoiler: z.boolean(),
  leadMinutes: z.number(),
  active: z.boolean(),
  disabledReason: z.string().nullable(),
});
type Webhook = z.infer<typeof Webhook>;

const KINDS = [
  { kind: "match.completed", label: "Results" },
  { kind: "match.reminder", label: "Reminders before a match" },
  { kind: "standings.digest", label: "The table" },
  { kind: "record.broken", label: "Records" },
];

interface WebhooksProps {
  api: Api;
  /** `null`: the operators' own, which get the alerts. */
  leagueId: string | null;
}

/** Where results, or alerts, are posted on Discord. The address of a webhook is a secret: it is written, never read. */
export function Webhooks({ api, leagueId }: WebhooksProps) {
  const view = useView(leagueId ?? "operators", () =>
    rpc(api, "league_webhooks", { p_league_id: leagueId }, z.array(Webhook)),
  );
  const [edited, setEdited] = useState<Webhook | "new" | null>(null);
  const saved = () => {
    setEdited(null);
    view.reload();
  };
  return (
    <section class="card" aria-labelledby="webhooks-title">
      <div class="row between">
        <h2 id="webhooks-title">{leagueId === null ? "Alerts on Discord" : "Webhooks"}</h2>
        <button type="button" onClick={() => setEdited("new")}>
          Add a webhook
        </button>
      </div>
      <Shown view={view} what="the webhooks">
        {(webhooks) =>
          webhooks.length === 0 ? (
            <Nothing>
              Nothing is posted yet. In the channel's settings under Integrations, create a webhook and copy
              its address.
            </Nothing>
          ) : (
            <ul class="list">
              {webhooks.map((webhook) => (
                <Line
                  key={webhook.id}
                  api={api}
                  webhook={webhook}
                  edit={() => setEdited(webhook)}
                  changed={view.reload}
                />
              ))}
            </ul>
          )
        }
      </Shown>
      {edited !== null && (
        <WebhookDialog
          api={api}
          leagueId={leagueId}
          webhook={edited === "new" ? null : edited}
          close={() => setEdited(null)}
          saved={saved}
        />
      )}
    </section>
  );
}

interface LineProps {
  api: Api;
  webhook: Webhook;
  edit: () => void;
  changed: () => void;
}

function Line({ api, webhook, edit, changed }: LineProps) {
  const act = useAct();
  const [test, setTest] = useState<string | null>(null);
  const name = webhook.name || webhook.discordId;
  return (
    <li>
      <div class="grow">
        <bdi>{name}</bdi>
        {!webhook.active && <span class="tag">off</span>}
        <div class="muted small">
          {webhook.kinds.map((kind) => KINDS.find((known) => known.kind === kind)?.label ?? kind).join(", ")}
        </div>
        {webhook.disabledReason !== null && <p class="notice warn">Switched off: {webhook.disabledReason}</p>}
        {act.error !== null && (
          <p class="notice error" role="alert">
            {act.error}
          </p>
        )}
        {test !== null && (
          <p class="notice" role="status">
            A test is on its way: look at the channel, or at <Link to={`/admin/jobs/${test}`}>its job</Link>.
          </p>
        )}
      </div>
      <div class="row">
        <button
          type="button"
          disabled={act.busy}
          aria-label={`Test ${name}`}
          onClick={() =>
            act.run(async () => {
              setTest(z.string().parse(await change(api, "test_webhook", { p_id: webhook.id })));
            })
          }
        >
          Test
        </button>
        <button type="button" aria-label={`Change ${name}`} onClick={edit}>
          Change
        </button>
        <ConfirmButton
          label="Remove"
          described={`Remove ${name}`}
          class="quiet"
          question={`Remove ${name}?`}
          consequence="Nothing is posted there any more. What was posted stays in the channel."
          yes="Remove it"
          confirmed={async () => {
            const remove = () => change(api, "remove_webhook", { p_id: webhook.id });
            if (await act.run(remove, "The webhook is removed.")) changed();
          }}
        />
      </div>
    </li>
  );
}

interface WebhookDialogProps {
  api: Api;
  leagueId: string | null;
  webhook: Webhook | null;
  close: () => void;
  saved: () => void;
}

function WebhookDialog({ api, leagueId, webhook, close, saved }: WebhookDialogProps) {
  const act = useAct();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const settings = {
      name: String(form.get("name") ?? "").trim(),
      active: form.get("active") !== null,
      ...(leagueId !== null && {
        kinds: form.getAll("kinds").map(String),
        spoiler: form.get("spoiler") !== null,
        leadMinutes: Number(form.get("lead")),
      }),
    };
    const done = await act.run(
      () =>
        webhook === null
          ? change(api, "set_webhook", {
              p_league_id: leagueId,
              p_url: String(form.get("url") ?? "").trim(),
              p_settings: settings,
            })
          : change(api, "change_webhook", { p_id: webhook.id, p_settings: settings }),
      "The webhook is saved.",
    );
    if (done) saved();
  };
  return (
    <Dialog title={webhook === null ? "Add a webhook" : "Change the webhook"} close={close}>
      <form onSubmit={submit}>
        {webhook === null && (
          <Field label="Address" hint="It is a secret: it is kept, and shown to nobody again.">
            {(described) => (
              <input
                {...described}
                name="url"
                type="password"
                required
                autoComplete="off"
                placeholder="https://discord.com/api/webhooks/…"
              />
            )}
          </Field>
        )}
        <Field label="Name" hint="For you: the channel, say.">
          {(described) => (
            <input {...described} name="name" maxLength={80} dir="auto" defaultValue={webhook?.name ?? ""} />
          )}
        </Field>
        {leagueId !== null && (
          <>
            <fieldset>
              <legend>What is posted</legend>
              {KINDS.map(({ kind, label }) => (
                <label key={kind} class="toggle">
                  <input
                    type="checkbox"
                    name="kinds"
                    value={kind}
                    defaultChecked={webhook?.kinds.includes(kind) ?? true}
                  />{" "}
                  {label}
                </label>
              ))}
            </fieldset>
            <label class="toggle">
              <input type="checkbox" name="spoiler" defaultChecked={webhook?.spoiler ?? false} /> Results
              behind bars
            </label>
            <Field label="Minutes before a match that it is reminded of">
              {(described) => (
                <input
                  {...described}
                  name="lead"
                  type="number"
                  min={5}
                  max={10080}
                  required
                  defaultValue={webhook?.leadMinutes ?? 60}
                />
              )}
            </Field>
          </>
        )}
        <label class="toggle">
          <input type="checkbox" name="active" defaultChecked={webhook?.active ?? true} /> It is on
        </label>
        {act.error !== null && (
          <p class="notice error" role="alert">
            {act.error}
          </p>
        )}
        <div class="ends">
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
