/** A type's badge, in its colour. */
export function TypeBadge({ type }: { type: string }) {
  return <span class={`type ${typeClass(type)}`}>{type}</span>;
}

/** The class that gives an element a type's colour. */
export function typeClass(type: string): string {
  return `type-${type.toLowerCase().replace(/[^a-z]/g, "")}`;
}
