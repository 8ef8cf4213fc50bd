import { troubleInWords } from "../lobby/words.ts";
import { Link } from "../routes.tsx";
import { Problems } from "../ui/problems.tsx";
import type { WayProps } from "./props.ts";

/** A rated battle against whoever looks for one. */
export function Ladder({ search, format, team, teamMissing }: WayProps) {
  const { phase, trouble, wish } = search.state;
  const searching = phase !== "idle";
  return (
    <div class="stack">
      <p class="muted small">A rated battle against somebody near your rating.</p>
      <button
        type="button"
        class="primary"
        disabled={searching || teamMissing}
        onClick={() => search.find({ format, teamId: team?.id ?? null })}
      >
        {phase === "idle"
          ? "Find a battle"
          : phase === "found"
            ? "Your battle is found"
            : "Looking for an opponent…"}
      </button>
      {trouble !== null && !searching && trouble.code === "INVALID_TEAM" && (
        <Problems title={troubleInWords(trouble, wish?.format ?? null)} text={trouble.message} />
      )}
      {trouble !== null && !searching && trouble.code !== "INVALID_TEAM" && (
        <p class="notice error" role="alert">
          {troubleInWords(trouble, wish?.format ?? null)}{" "}
          {trouble.battleId !== null && <Link to={`/battle/${trouble.battleId}`}>Go to your battle</Link>}
        </p>
      )}
    </div>
  );
}
