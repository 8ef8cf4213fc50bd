import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { SeasonsView, StandingsView } from "../../../functions/_shared/schema/league.ts";
import { TeamLink } from "../league/names.tsx";
import { signed } from "../league/words.ts";
import type { Live } from "../live.ts";
import { Link } from "../routes.tsx";
import { Shown, useLive } from "../ui/view.tsx";

/** Seasons whose tables are shown. */
const SHOWN = 3;

type Season = SeasonsView["seasons"][number];
type Row = StandingsView["rows"][number];

/** The tables of the latest seasons. */
export function Standings({ live }: { live: Live }) {
  const view = useLive(live, "seasons", SeasonsView);
  return (
    <section class="card" aria-labelledby="standings-title">
      <h2 id="standings-title">Standings</h2>
      <Shown view={view} what="the seasons">
        {({ seasons }) =>
          seasons.length === 0 ? (
            <p class="muted">No season has begun yet. Until then the ladder is open to all.</p>
          ) : (
            seasons
              .slice(0, SHOWN)
              .map((season) => <Table key={season.season_id} live={live} season={season} />)
          )
        }
      </Shown>
    </section>
  );
}

function Table({ live, season }: { live: Live; season: Season }) {
  const view = useLive(live, `standings:${season.season_id}`, StandingsView);
  return (
    <Shown view={view} what={season.season}>
      {({ rows }) =>
        rows.length === 0 ? (
          <p class="muted">
            <Link to={`/season/${season.season_id}`}>
              <bdi>{season.season}</bdi>
            </Link>{" "}
            has no teams yet.
          </p>
        ) : (
          <table>
            <caption>
              <Link to={`/season/${season.season_id}`}>
                <bdi>{season.season}</bdi>
              </Link>{" "}
              <span class="muted small">{formatName(season.format)}</span>
            </caption>
            <thead>
              <tr>
                <th scope="col">
                  <span class="hidden">Rank</span>
                </th>
                <th scope="col" class="text">
                  Team
                </th>
                <th scope="col">
                  <abbr title="Wins">W</abbr>
                </th>
                <th scope="col">
                  <abbr title="Losses">L</abbr>
                </th>
                <th scope="col">
                  <abbr title="Ties">T</abbr>
                </th>
                <th scope="col">
                  <abbr title="Differential: Pokémon left minus the opponents'">±</abbr>
                </th>
                <th scope="col">
                  <abbr title="Points">P</abbr>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Line key={row.team_id} row={row} />
              ))}
            </tbody>
          </table>
        )
      }
    </Shown>
  );
}

function Line({ row }: { row: Row }) {
  const { rank, team_id, team, played, wins, losses, ties, differential, points, streak, reason } = row;
  return (
    <tr>
      <td class="muted">{rank}</td>
      <th scope="row" title={streak === null ? undefined : `Streak: ${streak}`}>
        <TeamLink id={team_id} name={team} />
        {/* Before the first match everybody is level. */}
        {reason !== null && played > 0 && <div class="muted small">{reason}</div>}
      </th>
      <td>{wins}</td>
      <td>{losses}</td>
      <td>{ties}</td>
      <td>{signed(differential)}</td>
      <td>{points}</td>
    </tr>
  );
}
