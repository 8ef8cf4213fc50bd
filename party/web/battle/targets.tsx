import type { Option } from "./choices.ts";
import type { Known } from "./field/model.ts";
import { hintFor } from "./hints.ts";
import { MOVE_KEYS } from "./keys.ts";
import { HintText, type MoveGroup } from "./move-button.tsx";

interface TargetsProps {
  aiming: MoveGroup;
  user: Known | null;
  foes: readonly Known[];
  generation: number;
  disabled: boolean;
  take: (option: Option) => void;
  back: () => void;
}

/** Whom a move can be aimed at, and what it means to each of them. */
export function Targets({ aiming, user, foes, generation, disabled, take, back }: TargetsProps) {
  return (
    <fieldset class="group">
      <legend>Targets</legend>
      <div class="options moves">
        {aiming.options.map((option, index) => {
          const { location = null, name = "" } = option.target ?? {};
          const foe = location !== null && location > 0 ? foes[location - 1] : undefined;
          return (
            <button
              key={option.key}
              type="button"
              class="option move"
              disabled={disabled || option.disabled}
              aria-keyshortcuts={MOVE_KEYS[index]}
              onClick={() => take(option)}
            >
              <span class="option-name">
                <bdi>{name}</bdi>
                <span class="key" aria-hidden="true">
                  {MOVE_KEYS[index]?.toUpperCase()}
                </span>
              </span>
              <span class="option-facts small">
                {foe === undefined ? "ally" : `foe · ${foe.health.percent}%`}
              </span>
              <HintText hint={foe && hintFor(aiming.id, user, foe, generation)} />
            </button>
          );
        })}
      </div>
      <button type="button" class="quiet" onClick={back}>
        Another move
      </button>
    </fieldset>
  );
}
