import { StandingsView } from "../../../functions/_shared/schema/league.ts";
import type { SeasonView } from "../../../functions/_shared/schema/pages.ts";
import { STANDINGS } from "../league/standings.tsx";
import { plural, TIE_BREAKS } from "../league/words.ts";
import { Nothing } from "../ui/states.tsx";
import { Table } from "../ui/table.tsx";
import { Shown, useLive } from "../ui/view.tsx";
import type { PartProps } from "./part.ts";

/** The season's table, with what parts the teams that are level on points. */
export function Standings({ live, season, viewerId }: PartProps) {
  const view = useLive(live, `standings:${season.season_id}`, StandingsView);
  const own = new Set(season.teams.filter((team) => team.user_id === viewerId).map((team) => team.team_id));
  return (
    <>
      <section class="card" aria-labelledby="standings-title">
        <h2 id="standings-title">Standings</h2>
        <Shown view={view} what="the standings" lines={8}>
          {({ rows }) =>
            rows.length === 0 ? (
              <Nothing>No team has entered this season yet. The league's admins add them.</Nothing>
            ) : (
              <Table
                caption="Standings"
                captionHidden={true}
                columns={STANDINGS}
                rows={rows}
                rowKey={({ team_id }) => team_id}
                own={({ team_id }) => own.has(team_id)}
                file={`standings-${season.slug}`}
              />
            )
          }
        </Shown>
      </section>
      <Rules season={season} />
    </>
  );
}

function Rules({ season }: { season: SeasonView }) {
  const { points_win, points_tie, points_loss, points_forfeit, forfeit_differential, tie_breaks } =
    season.rules;
  return (
    <section class="card" aria-labelledby="rules-title">
      <h2 id="rules-title">How the table is made</h2>
      <p>
        A win counts {plural(points_win, "point")}, a tie {points_tie}, a loss {points_loss}
        {points_forfeit !== null && `, a loss by forfeit ${points_forfeit}`}.
        {forfeit_differential !== null && ` A forfeit counts as ${forfeit_differential} Pokémon to none.`}
      </p>
      {tie_breaks.length > 0 && (
        <>
          <p>Teams that are level on points are parted by these, one after the other:</p>
          <ol class="plain">
            {tie_breaks.map((name) => (
              <li key={name}>
                <strong>{TIE_BREAKS[name]?.name ?? name}</strong>
                {TIE_BREAKS[name] && `: ${TIE_BREAKS[name].meaning}`}
              </li>
            ))}
          </ol>
          <p class="muted small">
            The column Tie-break tells for each team which of them set it above or below its neighbour;
            “level” means that none of them did, and the teams share a rank.
          </p>
        </>
      )}
    </section>
  );
}
