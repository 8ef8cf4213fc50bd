import { useState } from "preact/hooks";
import type { Action, MoveEvent } from "../../../functions/_shared/battle/choice.ts";
import { choiceText, type Option, questionOf, withPasses } from "./choices.ts";
import { TeamPreview } from "./preview.tsx";
import type { Request } from "./request.ts";

interface ChoicesProps {
  request: Request;
  /** The names of the foes on the field. */
  foes: readonly string[];
  /** Nothing can be sent now: the connection is being restored. */
  disabled: boolean;
  choose: (choice: string) => void;
}

/** Asks for what the request wants, slot after slot, and sends the answer when it is complete. */
export function Choices(props: ChoicesProps) {
  if (props.request.teamPreview) return <TeamPreview {...props} />;
  return <Actions {...props} />;
}

function Actions({ request, foes, disabled, choose }: ChoicesProps) {
  const [made, setMade] = useState<Action[]>([]);
  const [event, setEvent] = useState<MoveEvent | null>(null);
  const actions = withPasses(request, made);
  const question = questionOf(request, actions, event, foes);

  if (question === null) {
    const text = choiceText(request, actions);
    return text === null ? (
      <p class="muted">There is nothing to choose.</p>
    ) : (
      <div class="choices">
        <button type="button" class="primary" disabled={disabled} onClick={() => choose(text)}>
          Go on
        </button>
      </div>
    );
  }

  const take = (option: Option) => {
    const next = withPasses(request, [...actions, option.action]);
    const text = choiceText(request, next);
    setEvent(null);
    if (text === null) setMade(next);
    else choose(text);
  };

  return (
    <div class="choices">
      <h2>
        {question.forced ? "Send in the next Pokémon" : "What will "}
        {!question.forced && (
          <>
            <bdi>{question.who}</bdi> do?
          </>
        )}
      </h2>
      {question.moves.length > 0 && (
        <fieldset class="group">
          <legend>Moves</legend>
          {question.events.length > 0 && (
            <div class="row events">
              {question.events.map((offered) => (
                <label key={offered.event} class="toggle">
                  <input
                    type="checkbox"
                    checked={event === offered.event}
                    onChange={(change) => setEvent(change.currentTarget.checked ? offered.event : null)}
                  />
                  {offered.label}
                </label>
              ))}
            </div>
          )}
          <Options options={question.moves} kind="move" disabled={disabled} take={take} />
        </fieldset>
      )}
      {question.switches.length > 0 && (
        <fieldset class="group">
          <legend>Switch to</legend>
          <Options options={question.switches} kind="switch" disabled={disabled} take={take} />
        </fieldset>
      )}
      {question.note !== null && <p class="muted small">{question.note}</p>}
      {made.length > 0 && (
        <button type="button" class="quiet" onClick={() => setMade([])}>
          Choose again from the start
        </button>
      )}
    </div>
  );
}

interface OptionsProps {
  options: Option[];
  kind: "move" | "switch";
  disabled: boolean;
  take: (option: Option) => void;
}

function Options({ options, kind, disabled, take }: OptionsProps) {
  return (
    <div class={`options ${kind}s`}>
      {options.map((option) => (
        <button
          key={option.key}
          type="button"
          class={`option ${kind}`}
          disabled={disabled || option.disabled}
          onClick={() => take(option)}
        >
          <span>{option.label}</span>
          <span class="small">{option.detail}</span>
        </button>
      ))}
    </div>
  );
}
