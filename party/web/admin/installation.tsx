import { useState } from "preact/hooks";
import * as z from "zod";
import type { Api } from "../api.ts";
import type { Roles } from "../session/roles.ts";
import type { PageProps } from "../site.ts";
import { useAct } from "../ui/act.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { PageHeading } from "../ui/heading.tsx";
import { Shown, useView } from "../ui/view.tsx";
import { change, rows, rpc } from "./calls.ts";
import { Gate, LookOnly } from "./gate.tsx";
import { Webhooks } from "./league/webhooks.tsx";
import { People, PeopleList } from "./people.tsx";
import { Places } from "./places.tsx";

const Server = z.object({
  id: z.string(),
  socket_url: z.string(),
  login_url: z.string().nullable(),
  replay_url: z.string().nullable(),
  replay_prefix: z.string().nullable(),
  account: z.string().nullable(),
  active: z.boolean(),
});
type Server = z.infer<typeof Server>;

/** What is about the whole installation: its operators, where their alerts go, and the Showdown servers. */
export function InstallationPage(site: PageProps) {
  return (
    <Gate site={site} title="Installation" may={({ operator }) => operator !== null}>
      {(roles) => <Installation api={site.api} roles={roles} />}
    </Gate>
  );
}

function Installation({ api, roles }: { api: Api; roles: Roles }) {
  const mayChange = roles.operator === "operator";
  const operators = useView("operators", () => rpc(api, "list_operators", {}, People));
  return (
    <>
      <PageHeading title="Installation" />
      <Places roles={roles} at="/admin/installation" />
      <LookOnly shown={!mayChange} />
      <div class="columns">
        <div class="stack">
          <section class="card" aria-labelledby="operators-title">
            <h2 id="operators-title">Operators</h2>
            <PeopleList
              api={api}
              view={operators}
              mayChange={mayChange}
              roles={[
                { value: "operator", label: "Operator" },
                { value: "observer", label: "Observer: only looks" },
              ]}
              give={(userId, role) => change(api, "set_operator", { p_user: userId, p_role: role })}
              empty="Nobody yet: the first one is named in the SQL editor."
            />
          </section>
          {mayChange && <Webhooks api={api} leagueId={null} />}
        </div>
        <Servers api={api} mayChange={mayChange} />
      </div>
    </>
  );
}

function Servers({ api, mayChange }: { api: Api; mayChange: boolean }) {
  const view = useView("servers", () =>
    rows(
      api.data
        .from("showdown_servers")
        .select("id,socket_url,login_url,replay_url,replay_prefix,account,active")
        .order("id"),
      Server,
    ),
  );
  const [edited, setEdited] = useState<Server | "new" | null>(null);
  return (
    <section class="card" aria-labelledby="servers-title">
      <div class="row between">
        <h2 id="servers-title">Showdown servers</h2>
        {mayChange && (
          <button type="button" onClick={() => setEdited("new")}>
            Add a server
          </button>
        )}
      </div>
      <p class="muted">Seasons may be played there. The account's password is a secret of the room server.</p>
      <Shown view={view} what="the servers">
        {(servers) => (
          <ul class="list">
            {servers.map((server) => (
              <li key={server.id}>
                <div class="grow">
                  <strong>{server.id}</strong>
                  {!server.active && <span class="tag">off</span>}
                  <div class="muted small">
                    {server.socket_url}
                    {server.account !== null && ` · as ${server.account}`}
                  </div>
                </div>
                {mayChange && (
                  <button
                    type="button"
                    aria-label={`Change the server ${server.id}`}
                    onClick={() => setEdited(server)}
                  >
                    Change
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Shown>
      {edited !== null && (
        <ServerDialog
          api={api}
          server={edited === "new" ? null : edited}
          close={() => setEdited(null)}
          saved={() => {
            setEdited(null);
            view.reload();
          }}
        />
      )}
    </section>
  );
}

interface ServerDialogProps {
  api: Api;
  server: Server | null;
  close: () => void;
  saved: () => void;
}

const FIELDS = [
  ["socket_url", "Socket address", "wss://…/showdown/websocket", true],
  ["login_url", "Login address", "Empty: names need no password there.", false],
  ["replay_url", "Replay address", "Empty: it publishes none.", false],
  ["replay_prefix", "Prefix of its replays", "Where it shares them with other servers.", false],
  ["account", "Account", "Empty: the watcher is a guest.", false],
] as const;

function ServerDialog({ api, server, close, saved }: ServerDialogProps) {
  const act = useAct();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(form.get(name) ?? "").trim() || null;
    const settings = Object.fromEntries(FIELDS.map(([name]) => [name, text(name)]));
    const done = await act.run(
      () =>
        change(api, "set_showdown_server", {
          p_id: server?.id ?? text("id"),
          p_settings: { ...settings, active: form.get("active") !== null },
        }),
      "The server is saved.",
    );
    if (done) saved();
  };
  return (
    <Dialog title={server === null ? "Add a Showdown server" : `Showdown server ${server.id}`} close={close}>
      <form onSubmit={submit}>
        {server === null && (
          <Field label="Id" hint="As seasons name it: lower-case letters, digits and hyphens.">
            {(described) => (
              <input {...described} name="id" required maxLength={40} pattern="[a-z0-9]+(-[a-z0-9]+)*" />
            )}
          </Field>
        )}
        {FIELDS.map(([name, label, hint, required]) => (
          <Field key={name} label={label} hint={hint}>
            {(described) => (
              <input
                {...described}
                name={name}
                required={required}
                defaultValue={server?.[name] ?? ""}
                spellcheck={false}
              />
            )}
          </Field>
        ))}
        <label class="toggle">
          <input type="checkbox" name="active" defaultChecked={server?.active ?? true} /> It is watched
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
