import { useMemo } from "preact/hooks";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { Clock } from "./clock.tsx";
import { type Field, fieldOf, type Standing } from "./field.ts";
import { labelOf } from "./request.ts";
import { ShownTeam } from "./shown-view.tsx";
import type { BattleState } from "./state.ts";

interface FieldProps {
  log: readonly string[];
  players: Record<Seat, string | null>;
  /** The seat shown on the left. */
  near: Seat;
  /** The viewer's own seat. */
  own: Seat | null;
  /** The battle as it is played now, for its clocks. */
  state?: BattleState;
}

/** Both sides: who plays, what the team showed, what stands on the field with its health, and how many are left. */
export function FieldView({ log, players, near, own, state }: FieldProps) {
  const field = useMemo(() => fieldOf(log), [log]);
  const sides: Seat[] = near === "p1" ? ["p1", "p2"] : ["p2", "p1"];
  return (
    <div class="field">
      {sides.map((seat) => (
        <section key={seat} class={`side ${seat}`} aria-label={players[seat] ?? "Open seat"}>
          <header>
            <strong>
              <bdi>{players[seat] ?? "Open seat"}</bdi>
            </strong>
            {own === seat && <span class="tag">you</span>}
            <Left field={field} seat={seat} />
            {state?.clocks && (
              <Clock
                clocks={state.clocks}
                seat={seat}
                name={players[seat] ?? seat}
                stopped={own === seat && state.choice !== null}
              />
            )}
          </header>
          {field.standing[seat].length === 0 && field.teams[seat].length === 0 && (
            <p class="muted small">Nobody on the field yet.</p>
          )}
          {field.standing[seat].map((standing) => (
            <Active key={standing.place} standing={standing} />
          ))}
          {field.teams[seat].length > 0 && (
            <ShownTeam team={field.teams[seat]} before={field.standing[seat].length === 0} />
          )}
        </section>
      ))}
    </div>
  );
}

function Left({ field, seat }: { field: Field; seat: Seat }) {
  const size = field.sizes[seat];
  if (size === null) return null;
  const left = Math.max(0, size - field.fainted[seat]);
  return (
    <span class="left muted small">
      {left} of {size} left
    </span>
  );
}

function Active({ standing }: { standing: Standing }) {
  const { name, species, health } = standing;
  const level = health.percent > 50 ? "good" : health.percent > 20 ? "fair" : "poor";
  return (
    <div class="active">
      <div class="row between">
        <span>
          <bdi>{labelOf(name, species)}</bdi>
        </span>
        <span class="small">
          {health.status !== null && <span class={`tag status ${health.status}`}>{health.status}</span>}
          {health.fainted ? "fainted" : (health.exact ?? `${health.percent}%`)}
        </span>
      </div>
      <progress class={level} max={100} value={health.percent} aria-label={`Health of ${name}`} />
    </div>
  );
}
