import type { ComponentChildren } from "preact";

/** What stands where something will be, about as high as it: nothing jumps when it comes. */
export function Skeleton({
  what,
  lines = 3,
  tall = false,
}: {
  what: string;
  lines?: number;
  tall?: boolean;
}) {
  return (
    <div class={tall ? "skeleton tall" : "skeleton"} role="status">
      <span class="hidden">Loading {what}…</span>
      {Array.from({ length: lines }, (_, index) => (
        <i key={index} aria-hidden="true" />
      ))}
    </div>
  );
}

/** Where there is nothing: why, and what the visitor can do about it. */
export function Nothing({ children, action }: { children: ComponentChildren; action?: ComponentChildren }) {
  return (
    <div class="nothing">
      <p>{children}</p>
      {action}
    </div>
  );
}

interface FailureProps {
  /** What could not be done: "Cannot load the battles". */
  what: string;
  why: string;
  retry?: () => void;
}

/** What went wrong, why, and the way to try again. */
export function Failure({ what, why, retry }: FailureProps) {
  return (
    <p class="notice error" role="alert">
      {what}: {why}{" "}
      {retry && (
        <button type="button" class="quiet" onClick={retry}>
          Try again
        </button>
      )}
    </p>
  );
}
