/** A name as Showdown's user id, and a species or format as its own: lower-case letters and digits. */
export function showdownId(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "");
}
