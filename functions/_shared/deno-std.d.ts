/** The parts of `deno-std` used here: the package comes without declarations (Deno reads its JavaScript instead). */

declare module "deno-std/async/pool.js" {
  /** Maps with at most `limit` calls at once; yields in the order of `items`. */
  export function pooledMap<T, R>(
    limit: number,
    items: Iterable<T> | AsyncIterable<T>,
    map: (item: T) => Promise<R>,
  ): AsyncIterableIterator<R>;
}

declare module "deno-std/crypto/timing_safe_equal.js" {
  /** @throws {TypeError} when the lengths differ */
  export function timingSafeEqual(
    a: ArrayBufferView | ArrayBuffer,
    b: ArrayBufferView | ArrayBuffer,
  ): boolean;
}

declare module "deno-std/yaml/parse.js" {
  /** @throws {SyntaxError} where the text is no YAML */
  export function parse(content: string): unknown;
}

declare module "deno-std/html/entities.js" {
  /** Writes `&`, `<`, `>`, `"` and `'` as entities: what is left is text in an element and in a quoted attribute. */
  // biome-ignore lint/suspicious/noShadowRestrictedNames: so the library calls it
  export function escape(text: string): string;
}
