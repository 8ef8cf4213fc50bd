/** Time, as the lobby knows it. */
export interface Timers {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once, in so many milliseconds. @returns what calls it off */
  after(delay: number, task: () => void): () => void;
}
