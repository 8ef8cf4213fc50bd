import { SpeciesIcon } from "../ui/species-icon.tsx";
import type { Option, Question } from "./choices.ts";
import { healthOf, labelOf, nameOf, type Request, speciesOf } from "./request.ts";

interface SwitchProps {
  request: Request;
  question: Question;
  disabled: boolean;
  /** The digits are shown. */
  keyed: boolean;
  take: (option: Option) => void;
}

/** The whole team, by the digits that call it; who cannot come in is shown, and cannot be chosen. */
export function SwitchButtons({ request, question, disabled, keyed, take }: SwitchProps) {
  const team = request.side?.pokemon ?? [];
  if (team.length < 2) return null;
  return (
    <fieldset class="group">
      <legend>Switch to</legend>
      <div class="options switches">
        {team.map((pokemon, index) => {
          const option = question.switches.find(
            ({ action }) => action.kind === "switch" && action.slot === index + 1,
          );
          const health = healthOf(pokemon.condition);
          const species = speciesOf(pokemon.details);
          return (
            <button
              key={index}
              type="button"
              class="option switch"
              disabled={disabled || option === undefined || option.disabled}
              aria-keyshortcuts={keyed ? String(index + 1) : undefined}
              onClick={() => option && take(option)}
            >
              <SpeciesIcon species={species} fainted={health.fainted} decorative={true} />
              <span class="switch-text">
                <bdi>{labelOf(nameOf(pokemon.ident), species)}</bdi>
                <span class="small muted">
                  {pokemon.active
                    ? "on the field"
                    : health.fainted
                      ? "fainted"
                      : [`${health.percent}%`, health.status].filter(Boolean).join(" ")}
                </span>
              </span>
              {keyed && (
                <span class="key" aria-hidden="true">
                  {index + 1}
                </span>
              )}
            </button>
          );
        })}
      </div>
    </fieldset>
  );
}
