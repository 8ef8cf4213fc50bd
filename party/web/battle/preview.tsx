import { useRef, useState } from "preact/hooks";
import { Sprite } from "../ui/sprite.tsx";
import { useStore } from "../ui/store.ts";
import { teamText } from "./choices.ts";
import { useDrag } from "./drag.ts";
import { useKeys } from "./keys.ts";
import { beginning, moved, type Order, toggled } from "./order.ts";
import { labelOf, nameOf, type Pokemon, type Request, speciesOf } from "./request.ts";
import { settings } from "./settings.ts";

interface PreviewProps {
  request: Request;
  generation: number;
  disabled: boolean;
  choose: (choice: string) => void;
}

/** Team preview: Pokémon are put in order by clicks, digits, arrow keys or drags; the first one leads. */
export function TeamPreview({ request, generation, disabled, choose }: PreviewProps) {
  const pokemon = request.side?.pokemon ?? [];
  const size = request.maxChosenTeamSize ?? pokemon.length;
  const [order, setOrder] = useState<Order>(() => beginning(pokemon.length));
  const { keys: wanted } = useStore(settings);
  const start = () => {
    if (!disabled && order.picked > 0) choose(teamText(request, order.positions.slice(0, size)));
  };
  const toggle = (position: number) => setOrder((old) => toggled(old, position, size));
  const digits = order.positions.map((position) => [String(position), () => toggle(position)] as const);
  useKeys({ ...Object.fromEntries(digits), enter: start }, wanted);

  return (
    <div class="choices">
      <h2>Who goes first?</h2>
      <p class="muted small">
        Pick in order, or drag; the first one leads.
        {request.maxChosenTeamSize !== undefined && ` ${size} of your team take part.`}
        <span class="hidden"> Arrow keys move the one that has the focus.</span>
      </p>
      <ol class="options previews">
        {order.positions.map((position, index) => (
          <Pick
            key={position}
            pokemon={pokemon[position - 1]}
            {...{ position, index, generation, disabled }}
            rank={index < order.picked ? index + 1 : null}
            takesPart={index < size}
            keyed={wanted}
            toggle={() => toggle(position)}
            move={(from, to) => setOrder((old) => moved(old, from, to, size))}
          />
        ))}
      </ol>
      <button type="button" class="primary" disabled={disabled || order.picked === 0} onClick={start}>
        {order.picked === 0 ? "Pick a lead" : "Start with this order"}
      </button>
    </div>
  );
}

interface PickProps {
  pokemon: Pokemon | undefined;
  position: number;
  index: number;
  generation: number;
  disabled: boolean;
  /** Its place in the order that was chosen. */
  rank: number | null;
  takesPart: boolean;
  keyed: boolean;
  toggle: () => void;
  move: (from: number, to: number) => void;
}

function Pick(props: PickProps) {
  const { pokemon, position, index, generation, disabled, rank, takesPart, keyed, toggle, move } = props;
  const item = useRef<HTMLLIElement>(null);
  const over = useDrag(item, { index, disabled, move });
  const species = speciesOf(pokemon?.details ?? "");
  return (
    <li ref={item} class={over ? "over" : ""}>
      <button
        type="button"
        class={takesPart ? "option preview" : "option preview stays"}
        aria-pressed={rank !== null}
        aria-keyshortcuts={keyed ? String(position) : undefined}
        disabled={disabled}
        onClick={toggle}
        onKeyDown={(event) => {
          const step = STEPS[event.key];
          if (step === undefined) return;
          event.preventDefault();
          move(index, index + step);
        }}
      >
        <Sprite species={species} generation={generation} decorative={true} />
        <span class="option-name">
          <bdi>{labelOf(nameOf(pokemon?.ident ?? ""), species)}</bdi>
          {keyed && (
            <span class="key" aria-hidden="true">
              {position}
            </span>
          )}
        </span>
        <span class="small muted">
          {rank === null ? (takesPart ? "" : "stays") : rank === 1 ? "1. leads" : `${rank}.`}
        </span>
      </button>
    </li>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
