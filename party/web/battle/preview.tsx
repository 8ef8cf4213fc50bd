import { useState } from "preact/hooks";
import { teamText } from "./choices.ts";
import { labelOf, nameOf, type Request, speciesOf } from "./request.ts";

interface PreviewProps {
  request: Request;
  disabled: boolean;
  choose: (choice: string) => void;
}

/** Team preview: Pokémon are clicked in the order in which they come; those not clicked follow as they stand. */
export function TeamPreview({ request, disabled, choose }: PreviewProps) {
  const [picked, setPicked] = useState<number[]>([]);
  const pokemon = request.side?.pokemon ?? [];
  const size = request.maxChosenTeamSize ?? pokemon.length;

  const toggle = (position: number) =>
    setPicked((old) =>
      old.includes(position)
        ? old.filter((other) => other !== position)
        : old.length < size
          ? [...old, position]
          : old,
    );

  return (
    <div class="choices">
      <h2>Who goes first?</h2>
      <p class="muted small">
        Pick in order; the first one leads.
        {request.maxChosenTeamSize !== undefined && ` ${size} of your team take part.`}
      </p>
      <div class="options">
        {pokemon.map((candidate, index) => {
          const position = index + 1;
          const rank = picked.indexOf(position);
          return (
            <button
              key={position}
              type="button"
              class="option preview"
              aria-pressed={rank >= 0}
              disabled={disabled}
              onClick={() => toggle(position)}
            >
              <span>{labelOf(nameOf(candidate.ident), speciesOf(candidate.details))}</span>
              <span class="small">{rank >= 0 ? `${rank + 1}.` : ""}</span>
            </button>
          );
        })}
      </div>
      <button
        type="button"
        class="primary"
        disabled={disabled || picked.length === 0}
        onClick={() => choose(teamText(request, picked))}
      >
        {picked.length === 0 ? "Pick a lead" : "Start with this order"}
      </button>
    </div>
  );
}
