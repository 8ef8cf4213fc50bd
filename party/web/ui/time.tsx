import { useEffect, useState } from "preact/hooks";

/** Milliseconds on a clock that nobody sets, and that stands still for no hidden tab. */
export function now(): number {
  return performance.now();
}

/** `now()`, again and again while something counts. */
export function useNow(counting: boolean): number {
  const [time, setTime] = useState(now);
  useEffect(() => {
    if (!counting) return;
    setTime(now());
    const timer = setInterval(() => setTime(now()), 250);
    return () => clearInterval(timer);
  }, [counting]);
  return time;
}

/** Seconds as a clock shows them: "0:42", "7:00". */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** What is left until a moment of `now()`; it is not read out each second. */
export function Countdown({ until }: { until: number }) {
  const time = useNow(true);
  return (
    <span class="countdown" role="timer" aria-live="off">
      {clockText((until - time) / 1000)}
    </span>
  );
}

/** What has passed since a moment of `now()`. */
export function Elapsed({ since }: { since: number }) {
  const time = useNow(true);
  return (
    <span class="countdown" role="timer" aria-live="off">
      {clockText(Math.floor((time - since) / 1000))}
    </span>
  );
}

const MOMENT = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "numeric",
  minute: "2-digit",
});

/** The time zone that moments are told in. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A moment in the viewer's own time and way of writing it. */
export function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={ZONE}>
      {MOMENT.format(new Date(at))}
    </time>
  );
}

const DAY = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

/** A day of the calendar, which is the same everywhere. */
export function Day({ on }: { on: string }) {
  return <time dateTime={on}>{DAY.format(new Date(`${on.slice(0, 10)}T00:00:00Z`))}</time>;
}
