import { LEGEND } from "./keys.ts";
import { lastStep, type Timeline, turnAfter, turnAt, turnBefore } from "./timeline.ts";
import type { Placed } from "./use-place.ts";
import { SPEEDS, type Speed } from "./use-playback.ts";

interface ControlsProps {
  timeline: Timeline;
  placed: Placed;
}

/** Play, pause, a turn back or on, the place on a slider, the speed, and from which side it is seen. */
export function ReplayControls({ timeline, placed }: ControlsProps) {
  const { step, playing, speed, side } = placed;
  const last = lastStep(timeline);
  const turn = turnAt(timeline, step);
  const turns = timeline.turns.length - 1;
  const where = step === last ? "The end" : turn === 0 ? "Before the first turn" : `Turn ${turn} of ${turns}`;
  return (
    <section class="card replay-controls" aria-label="Playback">
      <div class="scrubber">
        <input
          type="range"
          min={0}
          max={last}
          step={1}
          value={step}
          aria-label="Place in the replay"
          aria-valuetext={where}
          onInput={(event) => placed.go(Number(event.currentTarget.value))}
        />
        <output class="muted small">{where}</output>
      </div>
      <div class="row buttons">
        <Go label="To the beginning" to={0} icon="M6 5v14M19 5 9 12l10 7z" {...{ placed, last }} />
        <Go
          label="A turn back"
          to={turnBefore(timeline, step)}
          icon="M12 5 2 12l10 7zM22 5l-10 7 10 7z"
          {...{ placed, last }}
        />
        <button
          type="button"
          class="icon primary"
          aria-label={playing ? "Pause" : "Play"}
          title={playing ? "Pause (P)" : "Play (P)"}
          onClick={() => placed.play(!playing)}
        >
          <Icon path={playing ? "M7 5h4v14H7zM14 5h4v14h-4z" : "M7 4l13 8-13 8z"} />
        </button>
        <Go
          label="A turn on"
          to={turnAfter(timeline, step)}
          icon="M2 5l10 7-10 7zM12 5l10 7-10 7z"
          {...{ placed, last }}
        />
        <Go label="To the end" to={last} icon="M18 5v14M5 5l10 7-10 7z" {...{ placed, last }} />
        <label class="speed">
          <span class="hidden">Speed</span>
          <select
            value={speed}
            onChange={(event) => placed.setSpeed(Number(event.currentTarget.value) as Speed)}
          >
            {SPEEDS.map((one) => (
              <option key={one} value={one}>{`${one}×`}</option>
            ))}
          </select>
        </label>
        <button
          type="button"
          title="Switch sides (S)"
          aria-pressed={side === "p2"}
          onClick={placed.switchSides}
        >
          Switch sides
        </button>
      </div>
      <p class="muted small legend">
        {LEGEND.map(([keys, what]) => (
          <span key={keys}>
            <kbd>{keys}</kbd> {what}
          </span>
        ))}
      </p>
    </section>
  );
}

interface GoProps {
  label: string;
  to: number;
  icon: string;
  placed: Placed;
  last: number;
}

/** A button that stays in reach of the focus where it leads nowhere. */
function Go({ label, to, icon, placed }: GoProps) {
  const nowhere = to === placed.step;
  return (
    <button
      type="button"
      class="icon"
      aria-label={label}
      title={label}
      aria-disabled={nowhere}
      onClick={() => !nowhere && placed.go(to)}
    >
      <Icon path={icon} />
    </button>
  );
}

function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" fill="currentColor" stroke="currentColor" stroke-width="2">
      <path d={path} stroke-linejoin="round" />
    </svg>
  );
}
