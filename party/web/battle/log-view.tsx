import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { Narrator, type Told } from "./log.ts";

interface LogProps {
  log: readonly string[];
  /** Whose eyes the battle is told through. */
  seat: Seat;
  /** A log that is complete already is not announced line by line. */
  live: boolean;
}

/** The battle in words; it follows the newest line unless the reader scrolled back. */
export function LogView({ log, seat, live }: LogProps) {
  const narrator = useMemo(() => new Narrator(seat), [seat]);
  const told = narrator.tell(log);
  const box = useRef<HTMLDivElement>(null);
  const following = useRef(live);

  const follow = () => {
    const element = box.current;
    if (element && following.current) element.scrollTop = element.scrollHeight;
  };

  useEffect(follow, [told]);

  // A turned phone, or its keyboard, gives the log another size.
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(follow);
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);

  return (
    <div
      class={told.length === 0 ? "log empty" : "log"}
      role="log"
      aria-label="Battle log"
      aria-live={live ? "polite" : "off"}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keys
      tabIndex={0}
      ref={box}
      onScroll={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
        following.current = scrollHeight - scrollTop - clientHeight < 40;
      }}
    >
      {told.length === 0 && <p class="muted">The battle's story appears here.</p>}
      {told.map((lines, index) => (
        <Turn key={index} lines={lines} />
      ))}
    </div>
  );
}

/** The lines of a turn; those of a turn that is over are not looked at again. */
function Turn({ lines }: { lines: readonly Told[] }) {
  return useMemo(
    () => (
      <div class="turn">
        {lines.map((line, index) => (
          <Line key={index} line={line} />
        ))}
      </div>
    ),
    [lines],
  );
}

function Line({ line }: { line: Told }) {
  const spans = line.spans.map((span) => (span.strong ? <strong>{span.text}</strong> : span.text));
  switch (line.kind) {
    case "turn":
      return <h2>{spans}</h2>;
    case "chat": {
      const [who, said] = line.spans;
      return (
        <p class="chat">
          <strong>
            <bdi>{who?.text}</bdi>:
          </strong>{" "}
          <bdi>{said?.text}</bdi>
        </p>
      );
    }
    case "auto":
      return (
        <p class="note">
          <span class="tag">automatic</span> {spans}
        </p>
      );
    default:
      return <p class={line.kind}>{spans}</p>;
  }
}
