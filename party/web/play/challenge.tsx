import { useState } from "preact/hooks";
import { offeredFormat } from "../../../functions/_shared/battle/formats.ts";
import { FormatId } from "../../../functions/_shared/schema/ids.ts";
import { ClockPreset } from "../../../functions/_shared/schema/rules.ts";
import type { WayProps } from "./props.ts";
import { useOpening } from "./use-opening.ts";

const CLOCK_NAMES: Readonly<Record<ClockPreset, string>> = {
  standard: "60 seconds a turn",
  vgc: "VGC: 55 seconds a turn, 7 minutes in all",
  none: "No clock",
};

/** A friendly battle against whoever opens its link. */
export function Challenge({ api, handoffs, format, team }: WayProps) {
  const usual = offeredFormat(format)?.clock ?? "standard";
  const [chosen, setChosen] = useState<ClockPreset | null>(null);
  const { busy, error, open } = useOpening(api, handoffs);
  const clock = chosen ?? usual;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void open({ format: FormatId.parse(format), clock }, team?.team ?? null);
      }}
    >
      <p class="muted small">A friendly battle: you get a link to send to your opponent.</p>
      <label>
        Clock
        <select
          name="clock"
          value={clock}
          onChange={(event) => setChosen(ClockPreset.parse(event.currentTarget.value))}
        >
          {ClockPreset.options.map((preset) => (
            <option key={preset} value={preset}>
              {CLOCK_NAMES[preset]}
              {preset === usual ? " (usual)" : ""}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="primary" disabled={busy}>
        {busy ? "Opening a room…" : "Create a challenge"}
      </button>
      {error !== null && (
        <p class="notice error" role="alert">
          Cannot create the challenge: {error}
        </p>
      )}
    </form>
  );
}
