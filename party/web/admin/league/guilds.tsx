import * as z from "zod";
import type { Api } from "../../api.ts";
import { useAct } from "../../ui/act.ts";
import { ConfirmButton } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { Nothing } from "../../ui/states.tsx";
import { Shown, useView } from "../../ui/view.tsx";
import { change, rpc } from "../calls.ts";

const GuildList = z.array(z.object({ guildId: z.string() }));

/** The Discord servers in which the league's slash commands answer. */
export function Guilds({ api, leagueId, mayChange }: { api: Api; leagueId: string; mayChange: boolean }) {
  const view = useView(leagueId, () => rpc(api, "league_guilds", { p_league_id: leagueId }, GuildList));
  const act = useAct();
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const guild = String(new FormData(form).get("guild") ?? "").trim();
    const set = () => change(api, "set_discord_guild", { p_league_id: leagueId, p_guild_id: guild });
    if (!(await act.run(set, "The Discord server is the league's."))) return;
    form.reset();
    view.reload();
  };
  return (
    <section class="card" aria-labelledby="guilds-title">
      <h2 id="guilds-title">Discord servers</h2>
      <p class="muted">Slash commands that are asked there tell of this league.</p>
      <Shown view={view} what="the Discord servers">
        {(guilds) =>
          guilds.length === 0 ? (
            <Nothing>None yet.</Nothing>
          ) : (
            <ul class="list">
              {guilds.map(({ guildId }) => (
                <li key={guildId}>
                  <code class="grow">{guildId}</code>
                  {mayChange && (
                    <ConfirmButton
                      label="Remove"
                      described={`Remove the Discord server ${guildId}`}
                      class="quiet"
                      question="Remove the Discord server?"
                      consequence="Commands that are asked there say that they belong to no league."
                      yes="Remove it"
                      confirmed={async () => {
                        const remove = () => change(api, "remove_discord_guild", { p_guild_id: guildId });
                        if (await act.run(remove, "The Discord server is removed.")) view.reload();
                      }}
                    />
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      {mayChange && (
        <form onSubmit={add}>
          <Field
            label="Server id"
            hint="In Discord with developer mode on: right-click the server, Copy Server ID."
            error={act.error}
          >
            {(described) => (
              <input
                {...described}
                name="guild"
                required
                inputMode="numeric"
                pattern="\d{17,20}"
                autoComplete="off"
              />
            )}
          </Field>
          <button type="submit" disabled={act.busy}>
            Add the server
          </button>
        </form>
      )}
    </section>
  );
}
