import { formatName } from "../../../functions/_shared/battle/formats.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { Link } from "../routes.tsx";
import { SpeciesIcon } from "../ui/species-icon.tsx";
import { Moment } from "../ui/time.tsx";
import type { FoundReplay } from "./rows.ts";

/** A replay in the list: who played whom, how it ended, with what. */
export function ReplayRow({ replay, spoilerFree }: { replay: FoundReplay; spoilerFree: boolean }) {
  const { id, format, rated, match_id, turns, end_type, p1_score, p2_score, ended_at } = replay;
  const details = [formatName(format)];
  if (rated) details.push("rated");
  if (match_id !== null) details.push("league match");
  if (turns !== null && !spoilerFree) details.push(turns === 1 ? "1 turn" : `${turns} turns`);
  if (end_type !== null && end_type !== "win" && !spoilerFree) details.push(end_type);
  const winner = spoilerFree ? null : replay.winner_seat;
  return (
    <li class="replay-row">
      <div class="grow">
        <div class="names">
          <Player replay={replay} seat="p1" winner={winner} />{" "}
          <span class="score">
            {spoilerFree || p1_score === null || p2_score === null ? "–" : `${p1_score}–${p2_score}`}
          </span>{" "}
          <Player replay={replay} seat="p2" winner={winner} />
        </div>
        <div class="muted small">
          {details.join(" · ")} · <Moment at={ended_at} />
        </div>
        {replay.p1_team !== null && replay.p2_team !== null && (
          <div class="teams">
            <Icons species={replay.p1_team} />
            <Icons species={replay.p2_team} />
          </div>
        )}
      </div>
      <Link
        class="button"
        to={`/replay/${id}`}
        aria-label={`Replay of ${replay.p1_name ?? "?"} vs ${replay.p2_name ?? "?"}`}
      >
        Replay
      </Link>
    </li>
  );
}

function Icons({ species }: { species: readonly string[] }) {
  return (
    <span>
      {species.map((name, index) => (
        <SpeciesIcon key={index} species={name} />
      ))}
    </span>
  );
}

interface PlayerProps {
  replay: FoundReplay;
  seat: Seat;
  winner: Seat | null;
}

function Player({ replay, seat, winner }: PlayerProps) {
  const name = (seat === "p1" ? replay.p1_name : replay.p2_name) ?? "?";
  if (winner !== seat) return <bdi>{name}</bdi>;
  return (
    <strong>
      <bdi>{name}</bdi>
      <span class="hidden"> (winner)</span>
    </strong>
  );
}
