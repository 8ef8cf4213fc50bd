import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { BattlesView } from "../../../functions/_shared/schema/league.ts";
import { SpoilerToggle, useSpoilerFree } from "../league/spoilers.tsx";
import type { Live } from "../live.ts";
import { Link } from "../routes.tsx";
import { Shown, useLive } from "../ui/view.tsx";
import type { Result } from "./rows.ts";

/** The battles that ended last, each a link to its replay. */
export function Results({ live }: { live: Live }) {
  const view = useLive(live, "battles", BattlesView);
  const spoilerFree = useSpoilerFree();
  return (
    <section class="card" aria-labelledby="results-title">
      <div class="row between">
        <h2 id="results-title">Recent results</h2>
        <SpoilerToggle />
      </div>
      <Shown view={view} what="the results">
        {({ results }) =>
          results.length === 0 ? (
            <p class="muted">No battle has ended yet. The first result appears here by itself.</p>
          ) : (
            <ul class="list">
              {results.map((result) => (
                <li key={result.id}>
                  <div class="grow">
                    <div class="names">
                      <Player result={result} seat="p1" spoilerFree={spoilerFree} />{" "}
                      <span class="score">{spoilerFree ? "–" : scoreOf(result)}</span>{" "}
                      <Player result={result} seat="p2" spoilerFree={spoilerFree} />
                    </div>
                    <div class="muted small">
                      {detailsOf(result, spoilerFree)}
                      {result.match_id !== null && (
                        <>
                          {" "}
                          · <Link to={`/match/${result.match_id}`}>league match</Link>
                        </>
                      )}
                    </div>
                  </div>
                  <Link class="button" to={`/replay/${result.id}`}>
                    Replay
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

interface PlayerProps {
  result: Result;
  seat: "p1" | "p2";
  spoilerFree: boolean;
}

function Player({ result, seat, spoilerFree }: PlayerProps) {
  const name = (seat === "p1" ? result.p1_name : result.p2_name) ?? "?";
  return result.winner_seat === seat && !spoilerFree ? (
    <strong>
      <bdi>{name}</bdi>
      <span class="hidden"> (winner)</span>
    </strong>
  ) : (
    <bdi>{name}</bdi>
  );
}

function scoreOf(result: Result): string {
  return result.p1_score === null || result.p2_score === null ? "–" : `${result.p1_score}–${result.p2_score}`;
}

function detailsOf(result: Result, spoilerFree: boolean): string {
  if (spoilerFree) return formatName(result.format);
  const details = [formatName(result.format)];
  if (result.turns !== null) details.push(result.turns === 1 ? "1 turn" : `${result.turns} turns`);
  if (result.end_type !== null && result.end_type !== "win") details.push(result.end_type);
  return details.join(" · ");
}
