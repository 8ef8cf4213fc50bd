import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { LeaderboardView } from "../../../functions/_shared/schema/league.ts";
import { FormatField } from "../formats.tsx";
import type { Live } from "../live.ts";
import { Link, navigate } from "../routes.tsx";
import type { Viewer } from "../session/session.ts";
import { Shown, useLive } from "../view.tsx";

export interface LadderPageProps {
  live: Live;
  viewer: Viewer | null | undefined;
  format: string;
}

type Row = LeaderboardView["rows"][number];

/** The best of a format's ladder, as they are now. */
export function LadderPage({ live, viewer, format }: LadderPageProps) {
  const view = useLive(live, `leaderboard:${format}`, LeaderboardView);
  return (
    <section class="card" aria-labelledby="ladder-title">
      <h1 id="ladder-title">Ladder: {formatName(format)}</h1>
      <FormatField value={format} change={(other) => navigate(`/ladder/${other}`)} />
      <Shown view={view} what="the ladder">
        {({ rows }) =>
          rows.length === 0 ? (
            <p class="muted">
              Nobody has a rating here yet. <Link to="/">Find a battle</Link> and be the first.
            </p>
          ) : (
            <div class="wide">
              <table>
                <caption class="hidden">The best of {formatName(format)}</caption>
                <thead>
                  <tr>
                    <th scope="col">
                      <span class="hidden">Rank</span>
                    </th>
                    <th scope="col">Player</th>
                    <th scope="col">Elo</th>
                    <th scope="col">
                      <abbr title="Chance to win against a player drawn at random">GXE</abbr>
                    </th>
                    <th scope="col">
                      <abbr title="Rating after Glicko, and how uncertain it is">Glicko</abbr>
                    </th>
                    <th scope="col">
                      <abbr title="Wins, losses and ties">W–L–T</abbr>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <Line key={row.user_id} row={row} isViewer={row.user_id === viewer?.userId} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Shown>
    </section>
  );
}

function Line({ row, isViewer }: { row: Row; isViewer: boolean }) {
  return (
    <tr>
      <td class="muted">{row.rank}</td>
      <th scope="row">
        <bdi>{row.name}</bdi>
        {isViewer && <span class="tag">you</span>}
        {row.provisional && (
          <span class="tag" title="Not certain yet: too few battles, or none for a long time">
            provisional
          </span>
        )}
      </th>
      <td>{row.elo}</td>
      <td>{row.gxe.toFixed(1)}%</td>
      <td>
        {row.glicko} ± {row.deviation}
      </td>
      <td>
        {row.wins}–{row.losses}–{row.ties}
      </td>
    </tr>
  );
}
