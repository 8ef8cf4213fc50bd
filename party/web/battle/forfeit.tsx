import { useState } from "preact/hooks";

/** Gives the battle up, after asking whether that is meant. */
export function Forfeit({ disabled, forfeit }: { disabled: boolean; forfeit: () => void }) {
  const [asking, setAsking] = useState(false);
  if (!asking) {
    return (
      <button type="button" class="quiet" disabled={disabled} onClick={() => setAsking(true)}>
        Forfeit
      </button>
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend that repeats the question
    <div class="row" role="group" aria-label="Give the battle up?">
      <span>Give the battle up?</span>
      <button
        type="button"
        class="danger"
        onClick={() => {
          setAsking(false);
          forfeit();
        }}
      >
        Yes, I forfeit
      </button>
      <button type="button" class="quiet" onClick={() => setAsking(false)}>
        No, play on
      </button>
    </div>
  );
}
