import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { SpeciesIcon } from "../ui/species-icon.tsx";
import { Clock } from "./clock.tsx";
import { conditionInWords, HAZARDS } from "./field/conditions.ts";
import type { Condition, Field } from "./field/model.ts";
import { ShownTeam } from "./shown-view.tsx";
import { StandingView } from "./standing-view.tsx";
import type { BattleState } from "./state.ts";

interface FieldProps {
  field: Field;
  players: Record<Seat, string | null>;
  /** The seat shown on the left, from behind. */
  near: Seat;
  /** The viewer's own seat. */
  own: Seat | null;
  /** The battle as it is played now, for its clocks. */
  state?: BattleState;
}

/** Both sides: who plays, the team, what stands on the field and what lies on it; and what holds for both. */
export function FieldView({ field, players, near, own, state }: FieldProps) {
  const sides: Seat[] = near === "p1" ? ["p1", "p2"] : ["p2", "p1"];
  const common = [...(field.weather === null ? [] : [field.weather]), ...field.conditions];
  return (
    <section class="arena" aria-label="The field">
      <div class="arena-sides">
        {sides.map((seat) => (
          <section key={seat} class={`side ${seat}`} aria-label={players[seat] ?? "Open seat"}>
            <header>
              <strong class="player">
                <bdi>{players[seat] ?? "Open seat"}</bdi>
              </strong>
              {own === seat && <span class="tag">you</span>}
              {state?.clocks && (
                <Clock
                  clocks={state.clocks}
                  seat={seat}
                  name={players[seat] ?? seat}
                  stopped={own === seat && state.choice !== null}
                />
              )}
            </header>
            <Team field={field} seat={seat} />
            {field.standing[seat].length === 0 && field.teams[seat].length === 0 && (
              <p class="muted small">Nobody on the field yet.</p>
            )}
            {field.standing[seat].map((standing) => (
              <StandingView
                key={standing.place}
                standing={standing}
                generation={field.generation}
                back={seat === near}
              />
            ))}
            <Conditions conditions={field.sides[seat]} turn={field.turn} />
            {field.teams[seat].length > 0 && (
              <ShownTeam team={field.teams[seat]} before={field.standing[seat].length === 0} />
            )}
          </section>
        ))}
      </div>
      <div class="common">
        <span class="muted">{field.turn === 0 ? "Before the first turn" : `Turn ${field.turn}`}</span>
        <Conditions conditions={common} turn={field.turn} />
      </div>
    </section>
  );
}

/** The team as small as it can be: who was seen, who has fainted, how many are still hidden. */
function Team({ field, seat }: { field: Field; seat: Seat }) {
  const roster = field.roster[seat];
  const size = field.sizes[seat];
  if (size === null && roster.length === 0) return null;
  // Team preview shows more than take part.
  const hidden = Math.max(0, (size ?? roster.length) - roster.length);
  const left = size === null ? null : Math.max(0, size - field.fainted[seat]);
  return (
    <div class="team">
      {roster.map((pokemon, index) => (
        <SpeciesIcon key={index} species={pokemon.species} fainted={pokemon.health.fainted} />
      ))}
      {Array.from({ length: hidden }, (_, index) => (
        <span key={index} class="ball" aria-hidden="true" />
      ))}
      {left !== null && (
        <span class="left muted small">
          {left} of {size} left
        </span>
      )}
    </div>
  );
}

function Conditions({ conditions, turn }: { conditions: readonly Condition[]; turn: number }) {
  if (conditions.length === 0) return null;
  return (
    <ul class="conditions">
      {conditions.map((condition) => (
        <li
          key={condition.name}
          class={HAZARDS.has(condition.name) ? "hazard" : ""}
          title={`Since turn ${Math.max(1, condition.since)}`}
        >
          {conditionInWords(condition)}
          {!HAZARDS.has(condition.name) && turn > condition.since && (
            <span class="muted"> · {turn - condition.since + 1} turns</span>
          )}
        </li>
      ))}
    </ul>
  );
}
