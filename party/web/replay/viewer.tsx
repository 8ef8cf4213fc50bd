import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { fieldOf } from "../battle/field/field.ts";
import { FieldView } from "../battle/field-view.tsx";
import { LogView } from "../battle/log-view.tsx";
import { ReplayControls } from "./controls.tsx";
import { useKeys } from "./keys.ts";
import { timelineOf } from "./timeline.ts";
import { usePlace } from "./use-place.ts";

interface ViewerProps {
  /** The battle log as everybody saw it, a line an element. */
  log: readonly string[];
  players: Record<Seat, string | null>;
  /** The viewer's own seat. */
  own: Seat | null;
  /** What stands below all of it. */
  children?: ComponentChildren;
}

/** A replay to play: the field as it was at any moment, and the battle in words up to there. */
export function ReplayViewer({ log, players, own, children }: ViewerProps) {
  const timeline = useMemo(() => timelineOf(log), [log]);
  const placed = usePlace(timeline);
  useKeys(timeline, placed);
  const { step, side, rewinds } = placed;
  const shown = useMemo(() => log.slice(0, timeline.ends[step]), [log, timeline, step]);
  const field = useMemo(() => fieldOf(shown), [shown]);
  return (
    <>
      <div class="battle-columns">
        <div class="stack">
          <FieldView field={field} players={players} near={side} own={own} />
          <ReplayControls timeline={timeline} placed={placed} />
        </div>
        <div class="story">
          {/* Words once told are not taken back: on the way back all is told anew. */}
          <LogView key={`${side}${rewinds}`} log={shown} seat={side} live={true} />
        </div>
      </div>
      {children}
    </>
  );
}
