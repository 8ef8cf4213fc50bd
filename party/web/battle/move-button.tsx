import { moveOf } from "../dex/dex.ts";
import { TypeBadge, typeClass } from "../ui/types.tsx";
import type { Option } from "./choices.ts";
import type { Known } from "./field/model.ts";
import { type Hint, hintFor, typeOfMove } from "./hints.ts";

/** A move with all that it can be aimed at. */
export interface MoveGroup {
  key: string;
  id: string;
  label: string;
  detail: string;
  disabled: boolean;
  /** It is made stronger or another by what it is combined with. */
  changed: boolean;
  options: Option[];
}

/** The options of a question, a group for each move. */
export function movesByButton(options: readonly Option[]): MoveGroup[] {
  const groups = new Map<number, MoveGroup>();
  for (const option of options) {
    if (option.move === undefined) continue;
    const { index, id, name, changed } = option.move;
    const group = groups.get(index) ?? {
      key: `move ${index}`,
      id,
      label: name,
      detail: option.detail,
      disabled: option.disabled,
      changed,
      options: [],
    };
    group.options.push(option);
    groups.set(index, group);
  }
  return [...groups.values()];
}

interface MoveProps {
  group: MoveGroup;
  keyName: string | null;
  user: Known | null;
  foes: readonly Known[];
  generation: number;
  disabled: boolean;
  pick: () => void;
}

/** A move: its type, what is left of it, how strong it is, and what it means to the foes. */
export function MoveButton({ group, keyName, user, foes, generation, disabled, pick }: MoveProps) {
  const { id, label, detail, changed } = group;
  // A Hidden Power is told apart by its name; a move that was changed keeps its type.
  const name = moveOf(label, generation) === null || changed ? id : label;
  const facts = moveOf(name, generation);
  const type = typeOfMove(name, user, generation);
  const standing = foes.filter(({ health }) => !health.fainted);
  // What is aimed tells it of each target once it is picked.
  const told = standing.length === 1 || group.options.length === 1 ? standing : [];
  return (
    <button
      type="button"
      class={`option move ${type === null ? "" : typeClass(type)}`}
      disabled={disabled || group.disabled}
      aria-keyshortcuts={keyName ?? undefined}
      title={titleFor(facts)}
      onClick={pick}
    >
      <span class="option-name">
        <span>{label}</span>
        {keyName !== null && (
          <span class="key" aria-hidden="true">
            {keyName.toUpperCase()}
          </span>
        )}
      </span>
      <span class="option-facts small">
        {type !== null && <TypeBadge type={type} />}
        <span class="number">{detail}</span>
        {facts?.power != null && !changed && <span>{facts.power} power</span>}
      </span>
      {told.map((foe, index) => (
        <HintText
          key={index}
          hint={hintFor(name, user, foe, generation)}
          {...(told.length > 1 && { foe: foe.name })}
        />
      ))}
    </button>
  );
}

/** What is out of the ordinary about a move's type, and to whom where there are several. */
export function HintText({ hint, foe }: { hint: Hint | undefined; foe?: string }) {
  if (hint === undefined || hint.words === "") return null;
  const look = (hint.factor ?? 1) > 1 ? "good" : "poor";
  return (
    <span class={`hint small ${look}`}>
      {foe !== undefined && (
        <>
          <bdi>{foe}</bdi>:{" "}
        </>
      )}
      {hint.words}
    </span>
  );
}

function titleFor(facts: ReturnType<typeof moveOf>): string | undefined {
  if (facts === null) return undefined;
  return [facts.category, facts.accuracy === null ? "cannot miss" : `${facts.accuracy}% accuracy`].join(
    " · ",
  );
}
