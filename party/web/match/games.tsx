import type { MatchView } from "../../../functions/_shared/schema/pages.ts";
import { endingOf, plural } from "../league/words.ts";
import { Link } from "../routes.tsx";
import { Nothing } from "../ui/states.tsx";
import { Moment } from "../ui/time.tsx";

type Game = MatchView["games"][number];

/** The battles of a match, each with the way to watch it: live, or its replay. */
export function Games({ match, spoilerFree }: { match: MatchView; spoilerFree: boolean }) {
  const { games } = match;
  return (
    <section class="card" aria-labelledby="games-title">
      <h2 id="games-title">{match.best_of > 1 ? "Games" : "Battle"}</h2>
      {games.length === 0 ? (
        <Nothing>
          {match.status === "completed"
            ? "This result was entered by the league's admins: there is no replay of it."
            : "Nothing has been played yet. The two coaches open the battle from their first page."}
        </Nothing>
      ) : (
        <ul class="list">
          {games.map((game) => (
            <li key={game.battle_id}>
              <div class="grow">
                Game {game.game ?? 1}
                {!spoilerFree && <Outcome game={game} match={match} />}
                <div class="muted small">
                  {game.ended_at !== null && <Moment at={game.ended_at} />}
                  {!spoilerFree && game.turns !== null && ` · ${plural(game.turns, "turn")}`}
                  {isOver(game) && !game.counted && <span class="tag">does not count</span>}
                  {game.status === "live" && <span class="tag live">live</span>}
                </div>
              </div>
              <Watch game={game} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Outcome({ game, match }: { game: Game; match: MatchView }) {
  const { winner_seat, p1_score, p2_score, end_type } = game;
  if (!isOver(game)) return null;
  const winner = winner_seat === "p1" ? match.home.team : winner_seat === "p2" ? match.away.team : null;
  return (
    <>
      :{" "}
      {winner === null ? (
        "nobody won"
      ) : (
        <>
          <bdi>{winner}</bdi> won
        </>
      )}
      {p1_score !== null && p2_score !== null && (
        <span class="score">
          {p1_score}–{p2_score}
        </span>
      )}
      {endingOf(end_type) !== null && <span class="muted"> {endingOf(end_type)}</span>}
    </>
  );
}

function Watch({ game }: { game: Game }) {
  if (game.status === "void") return null;
  return (
    <Link class="button" to={`/${isOver(game) ? "replay" : "battle"}/${game.battle_id}`}>
      {isOver(game) ? "Replay" : "Watch"}
    </Link>
  );
}

function isOver({ status }: Game): boolean {
  return status === "ended" || status === "completed" || status === "disputed";
}
