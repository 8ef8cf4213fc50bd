import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { BattlesView } from "../../../functions/_shared/schema/league.ts";
import type { Live } from "../live.ts";
import { Link } from "../routes.tsx";
import { Shown, useLive } from "../ui/view.tsx";
import type { Result } from "./rows.ts";

/** The battles that ended last, each a link to its replay. */
export function Results({ live }: { live: Live }) {
  const view = useLive(live, "battles", BattlesView);
  return (
    <section class="card" aria-labelledby="results-title">
      <h2 id="results-title">Recent results</h2>
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
                      <Player result={result} seat="p1" /> <span class="score">{scoreOf(result)}</span>{" "}
                      <Player result={result} seat="p2" />
                    </div>
                    <div class="muted small">{detailsOf(result)}</div>
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

function Player({ result, seat }: { result: Result; seat: "p1" | "p2" }) {
  const name = (seat === "p1" ? result.p1_name : result.p2_name) ?? "?";
  return result.winner_seat === seat ? (
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

function detailsOf(result: Result): string {
  const details = [formatName(result.format)];
  if (result.turns !== null) details.push(result.turns === 1 ? "1 turn" : `${result.turns} turns`);
  if (result.end_type !== null && result.end_type !== "win") details.push(result.end_type);
  return details.join(" · ");
}
