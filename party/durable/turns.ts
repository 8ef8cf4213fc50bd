/** Lets tasks of one key run one after the other, and those of different keys beside each other. */
export class Turns<Key> {
  readonly #last = new Map<Key, Promise<unknown>>();

  take<Result>(key: Key, task: () => Promise<Result>): Promise<Result> {
    const result = (this.#last.get(key) ?? Promise.resolve()).then(task);
    const settled = result
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(key) === settled) this.#last.delete(key);
      });
    this.#last.set(key, settled);
    return result;
  }
}
