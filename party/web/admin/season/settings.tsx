import { navigate } from "../../routes.tsx";
import { useAct } from "../../ui/act.ts";
import { ConfirmButton } from "../../ui/dialog.tsx";
import { useView } from "../../ui/view.tsx";
import { change } from "../calls.ts";
import type { SeasonPart } from "./data.ts";
import { readSettings, SettingsFields } from "./fields.tsx";
import { loadServers } from "./new.tsx";

/** How a season is called and played, and the way to take it away before anything was. */
export function SettingsTab({ api, data: { season, league, matches }, mayChange, reload }: SeasonPart) {
  const act = useAct();
  const removing = useAct();
  const servers = useView("servers", () => loadServers(api));
  const known = [
    ...new Set([
      ...(servers.data ?? []),
      ...(season.showdown_server === null ? [] : [season.showdown_server]),
    ]),
  ];
  const begun = matches.filter(({ status }) => status !== "scheduled").length;
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const changes = readSettings(new FormData(event.currentTarget as HTMLFormElement));
    const done = await act.run(
      () => change(api, "change_season", { p_season_id: season.id, p_changes: changes }),
      "The season is saved.",
    );
    if (done) reload();
  };
  return (
    <div class="columns">
      <section class="card" aria-labelledby="settings-title">
        <h2 id="settings-title">Season</h2>
        <p class="muted">Clock, delay and best-of count for rooms that are opened from now on.</p>
        <form onSubmit={save}>
          <fieldset disabled={!mayChange} class="stack">
            <SettingsFields season={season} servers={known} />
          </fieldset>
          {act.error !== null && (
            <p class="notice error" role="alert">
              {act.error}
            </p>
          )}
          {mayChange && (
            <button type="submit" class="primary" disabled={act.busy}>
              Save the season
            </button>
          )}
        </form>
      </section>
      {mayChange && (
        <section class="card" aria-labelledby="remove-title">
          <h2 id="remove-title">Remove it</h2>
          <p class="muted">
            {begun > 0
              ? `${begun} of its matches have begun: it stays, with its results.`
              : "While nothing of it has been played, it can be taken away with its teams and its schedule."}
          </p>
          {removing.error !== null && (
            <p class="notice error" role="alert">
              {removing.error}
            </p>
          )}
          <ConfirmButton
            label="Remove the season"
            class="danger"
            disabled={begun > 0 || removing.busy}
            question={`Remove ${season.name}?`}
            consequence="Its teams, rosters and schedule go with it. There is no way back."
            yes="Remove it"
            confirmed={async () => {
              const remove = () => change(api, "remove_season", { p_season_id: season.id });
              if (await removing.run(remove, "The season is gone.")) navigate(`/admin/league/${league.slug}`);
            }}
          />
        </section>
      )}
    </div>
  );
}
