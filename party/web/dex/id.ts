/** A name without all that is not a letter or a digit: `"Ho-Oh"` is `"hooh"`. */
export function idOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
