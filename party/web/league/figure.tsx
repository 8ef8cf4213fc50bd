import type { ComponentChildren } from "preact";

/** A figure under its name, in a `dl` of the class `figures`. */
export function Figure({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
