import { useState } from "preact/hooks";
import type { Action, MoveEvent } from "../../../functions/_shared/battle/choice.ts";
import { useStore } from "../ui/store.ts";
import { choiceText, type Option, type Question, questionOf, withPasses } from "./choices.ts";
import type { Known } from "./field/model.ts";
import { type Keys, MOVE_KEYS, useKeys } from "./keys.ts";
import { MoveButton, type MoveGroup, movesByButton } from "./move-button.tsx";
import { TeamPreview } from "./preview.tsx";
import type { Request } from "./request.ts";
import { settings } from "./settings.ts";
import { SwitchButtons } from "./switch-buttons.tsx";
import { Targets } from "./targets.tsx";

export interface ChoicesProps {
  request: Request;
  generation: number;
  /** Who stands on the viewer's own side, and opposite. */
  own: readonly Known[];
  foes: readonly Known[];
  /** Nothing can be sent now: the connection is being restored. */
  disabled: boolean;
  choose: (choice: string) => void;
}

/** Asks for what the request wants, slot after slot, and sends the answer when it is complete. */
export function Choices(props: ChoicesProps) {
  if (props.request.teamPreview) return <TeamPreview {...props} />;
  return <Actions {...props} />;
}

function Actions({ request, generation, own, foes, disabled, choose }: ChoicesProps) {
  const [made, setMade] = useState<Action[]>([]);
  const [event, setEvent] = useState<MoveEvent | null>(null);
  const [aiming, setAiming] = useState<MoveGroup | null>(null);
  const { keys: wanted } = useStore(settings);
  const actions = withPasses(request, made);
  const names = foes.map(({ name }) => name);
  const question = questionOf(request, actions, event, names);
  const groups = movesByButton(question?.moves ?? []);
  const text = question === null ? choiceText(request, actions) : null;

  const take = (option: Option) => {
    if (disabled || option.disabled) return;
    const next = withPasses(request, [...actions, option.action]);
    const finished = choiceText(request, next);
    setEvent(null);
    setAiming(null);
    if (finished === null) setMade(next);
    else choose(finished);
  };
  const pick = (group: MoveGroup) => {
    const [only, ...others] = group.options;
    if (group.disabled || disabled) return;
    if (only && others.length === 0) take(only);
    else setAiming(group);
  };
  const back = () => (aiming === null ? setMade([]) : setAiming(null));

  const keys: Record<string, (() => void) | undefined> = {
    backspace: back,
    escape: aiming ? back : undefined,
  };
  if (aiming === null) {
    groups.forEach((group, index) => {
      keys[MOVE_KEYS[index] ?? ""] = () => pick(group);
    });
    for (const option of question?.switches ?? []) {
      if (option.action.kind === "switch") keys[String(option.action.slot)] = () => take(option);
    }
    if (question !== null && question.events.length > 0) {
      const offered = [null, ...question.events.map((each) => each.event)];
      keys.t = () => setEvent(offered[(offered.indexOf(event) + 1) % offered.length] ?? null);
    }
    if (text !== null) keys.enter = () => choose(text);
  } else {
    aiming.options.forEach((option, index) => {
      keys[MOVE_KEYS[index] ?? ""] = () => take(option);
    });
  }
  useKeys(keys as Keys, wanted);

  if (question === null) {
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

  const user = own[question.slot] ?? null;
  return (
    <div class="choices">
      <h2>{questionInWords(question, aiming)}</h2>
      {aiming !== null ? (
        <Targets {...{ aiming, user, foes, generation, disabled, take }} back={() => setAiming(null)} />
      ) : (
        <>
          {groups.length > 0 && (
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
                      {question.events[0] === offered && wanted && (
                        <span class="key" aria-hidden="true">
                          T
                        </span>
                      )}
                    </label>
                  ))}
                </div>
              )}
              <div class="options moves">
                {groups.map((group, index) => (
                  <MoveButton
                    key={group.key}
                    group={group}
                    keyName={wanted ? (MOVE_KEYS[index] ?? null) : null}
                    {...{ user, foes, generation, disabled }}
                    pick={() => pick(group)}
                  />
                ))}
              </div>
            </fieldset>
          )}
          <SwitchButtons {...{ request, question, disabled, take }} keyed={wanted} />
        </>
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

function questionInWords(question: Question, aiming: MoveGroup | null) {
  if (aiming !== null) {
    return (
      <>
        Whom does <bdi>{question.who}</bdi>'s {aiming.label} hit?
      </>
    );
  }
  if (question.forced) return "Send in the next Pokémon";
  return (
    <>
      What will <bdi>{question.who}</bdi> do?
    </>
  );
}
