import * as z from "zod";
import type { Api } from "../../api.ts";
import { useAct } from "../../ui/act.ts";
import { ConfirmButton } from "../../ui/dialog.tsx";
import { Nothing } from "../../ui/states.tsx";
import { Shown, useView } from "../../ui/view.tsx";
import { change, rows, rpc, userNamed } from "../calls.ts";

const Names = z.array(
  z.object({
    coach: z.string(),
    server: z.string(),
    name: z.string(),
    proof: z.enum(["code", "admin"]),
  }),
);
const PROOFS = { code: "proved by a code", admin: "by an admin's word" };

/** Who the league's coaches are on Showdown: battles of these names count for their teams. */
export function ShowdownNames({
  api,
  leagueId,
  mayChange,
}: {
  api: Api;
  leagueId: string;
  mayChange: boolean;
}) {
  const view = useView(leagueId, () => rpc(api, "league_showdown_names", { p_league_id: leagueId }, Names));
  const servers = useView("servers", () =>
    rows(api.data.from("showdown_servers").select("id").order("id"), z.object({ id: z.string() })),
  );
  const act = useAct();
  const link = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const field = (name: string) => String(new FormData(form).get(name) ?? "").trim();
    const done = await act.run(
      async () =>
        change(api, "link_showdown_name", {
          p_user: await userNamed(api, field("coach")),
          p_server_id: field("server"),
          p_name: field("name"),
        }),
      "The name is linked.",
    );
    if (!done) return;
    form.reset();
    view.reload();
  };
  return (
    <section class="card" aria-labelledby="names-title">
      <h2 id="names-title">Showdown names</h2>
      <p class="muted">Battles of these names, on a Showdown server, count for their coaches' teams.</p>
      <Shown view={view} what="the names">
        {(names) =>
          names.length === 0 ? (
            <Nothing>None is linked. Coaches prove theirs by themselves, or you link them here.</Nothing>
          ) : (
            <ul class="list">
              {names.map(({ coach, server, name, proof }) => (
                <li key={`${server} ${name}`}>
                  <div class="grow">
                    <bdi>{coach}</bdi> is <strong>{name}</strong>
                    <div class="muted small">
                      on {server}, {PROOFS[proof]}
                    </div>
                  </div>
                  {mayChange && (
                    <ConfirmButton
                      label="Unlink"
                      described={`Unlink ${name} from ${coach}`}
                      class="quiet"
                      question={`Unlink ${name} from ${coach}?`}
                      consequence="What it plays from now on counts for nobody. What was counted stays."
                      yes="Unlink it"
                      confirmed={async () => {
                        const unlink = () =>
                          change(api, "unlink_showdown_name", { p_server_id: server, p_name: name });
                        if (await act.run(unlink, "The name is unlinked.")) view.reload();
                      }}
                    />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      {act.error !== null && (
        <p class="notice error" role="alert">
          {act.error}
        </p>
      )}
      {mayChange && (
        <form class="row" onSubmit={link}>
          <label>
            Coach
            <input name="coach" required maxLength={40} autoComplete="off" dir="auto" />
          </label>
          <label>
            Showdown name
            <input name="name" required maxLength={40} autoComplete="off" />
          </label>
          <label>
            Server
            <select name="server">
              {(servers.data ?? []).map(({ id }) => (
                <option key={id} value={id}>
                  {id}
                </option>
              ))}
            </select>
          </label>
          <button type="submit" disabled={act.busy}>
            Link the name
          </button>
        </form>
      )}
    </section>
  );
}
