import { formatName } from "../../../functions/_shared/battle/formats.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { Link } from "../routes.tsx";
import { SpeciesIcon } from "../ui/species-icon.tsx";
import { Moment } from "../ui/time.tsx";
import type { FoundReplay } from "./rows.ts";

/** A replay in the list: who played whom, how it ended, with what. */
export function ReplayRow({ replay }: { replay: FoundReplay }) {
  const { id, format, rated, match_id, turns, end_type, p1_score, p2_score, ended_at } = replay;
  const details = [formatName(format)];
  if (rated) details.push("rated");
  if (match_id !== null) details.push("league match");
  if (turns !== null) details.push(turns === 1 ? "1 turn" : `${turns} turns`);
  if (end_type !== null && end_type !== "win") details.push(end_type);
  return (
    <li class="replay-row">
      <div class="grow">
        <div class="names">
          <Player replay={replay} seat="p1" />{" "}
          <span class="score">
            {p1_score === null || p2_score === null ? "–" : `${p1_score}–${p2_score}`}
          </span>{" "}
          <Player replay={replay} seat="p2" />
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

function Player({ replay, seat }: { replay: FoundReplay; seat: Seat }) {
  const name = (seat === "p1" ? replay.p1_name : replay.p2_name) ?? "?";
  if (replay.winner_seat !== seat) return <bdi>{name}</bdi>;
  return (
    <strong>
      <bdi>{name}</bdi>
      <span class="hidden"> (winner)</span>
    </strong>
  );
}
