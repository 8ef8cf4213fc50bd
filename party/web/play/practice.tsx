import { FormatId } from "../../../functions/_shared/schema/ids.ts";
import { BotStrength } from "../../../functions/_shared/schema/rules.ts";
import { STRENGTHS } from "../strengths.ts";
import type { WayProps } from "./props.ts";
import { useOpening } from "./use-opening.ts";

/** A battle against a bot, at once. */
export function Practice({ api, handoffs, format, team }: WayProps) {
  const { busy, error, open } = useOpening(api, handoffs);
  return (
    <div class="stack">
      <p class="muted small">
        A battle against a bot, at once and unrated.
        {team !== null && " It plays your own team against you."}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend that repeats the buttons */}
      <div class="row" role="group" aria-label="How strong is the bot?">
        {BotStrength.options.map((bot) => (
          <button
            key={bot}
            type="button"
            class="grow"
            disabled={busy}
            onClick={() => open({ format: FormatId.parse(format), bot }, team?.team ?? null)}
          >
            {STRENGTHS[bot]} bot
          </button>
        ))}
      </div>
      {error !== null && (
        <p class="notice error" role="alert">
          Cannot start the practice: {error}
        </p>
      )}
    </div>
  );
}
