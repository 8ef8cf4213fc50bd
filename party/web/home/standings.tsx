import { formatName } from "../../../functions/_shared/battle/formats.ts";
import type { Api } from "../api.ts";
import type { Live } from "../live.ts";
import { Shown, useView } from "../view.tsx";
import { loadSeasons, loadTable, type Season, type TableLine } from "./rows.ts";

interface StandingsProps {
  api: Api;
  live: Live;
}

/** The tables of the latest seasons. */
export function Standings({ api, live }: StandingsProps) {
  // A tag of a season that is not shown may be a new season's.
  const shown = new Set<string>();
  const view = useView(
    "seasons",
    () => loadSeasons(api),
    live,
    (tag) => tag === "seasons" || (tag.startsWith("standings:") && !shown.has(tag)),
  );
  for (const season of view.data ?? []) shown.add(`standings:${season.id}`);
  return (
    <section class="card" aria-labelledby="standings-title">
      <h2 id="standings-title">Standings</h2>
      <Shown view={view} what="the seasons">
        {(seasons) =>
          seasons.length === 0 ? (
            <p class="muted">No season has begun yet.</p>
          ) : (
            seasons.map((season) => <Table key={season.id} api={api} live={live} season={season} />)
          )
        }
      </Shown>
    </section>
  );
}

function Table({ api, live, season }: StandingsProps & { season: Season }) {
  const view = useView(
    season.id,
    () => loadTable(api, season.id),
    live,
    (tag) => tag === `standings:${season.id}`,
  );
  return (
    <Shown view={view} what={season.name}>
      {(lines) => (
        <table>
          <caption>
            <bdi>{season.name}</bdi> <span class="muted small">{formatName(season.format)}</span>
          </caption>
          <thead>
            <tr>
              <th scope="col">
                <span class="hidden">Rank</span>
              </th>
              <th scope="col">Team</th>
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
            </tr>
          </thead>
          <tbody>
            {lines.map((line, index) => (
              <Line key={line.teamId} line={line} rank={index + 1} />
            ))}
          </tbody>
        </table>
      )}
    </Shown>
  );
}

function Line({ line, rank }: { line: TableLine; rank: number }) {
  return (
    <tr>
      <td class="muted">{rank}</td>
      <th scope="row">
        <bdi>{line.team}</bdi>
      </th>
      <td>{line.wins}</td>
      <td>{line.losses}</td>
      <td>{line.ties}</td>
      <td>{signed(line.differential)}</td>
    </tr>
  );
}

/** A difference with its sign, the minus as wide as the plus. */
function signed(value: number): string {
  return value < 0 ? `−${-value}` : value > 0 ? `+${value}` : "0";
}
