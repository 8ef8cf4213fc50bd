/** So many lines of a log were there at a moment, in milliseconds since the epoch. */
interface Mark {
  at: number;
  seq: number;
}

/**
 * What spectators who are kept behind may see: every line as long after it was written as the battle's rules say, the
 * end as well.
 */
export class Delay {
  readonly #milliseconds: number;
  #marks: Mark[] = [];
  #released = 0;
  /** How many lines were sent to whoever watches. */
  sent = 0;

  /** @param seconds how far spectators are behind */
  constructor(seconds: number) {
    this.#milliseconds = seconds * 1000;
  }

  /** Notes the length of the log. Lengths and moments only grow. */
  note(seq: number, at: number): void {
    if (seq > (this.#marks.at(-1)?.seq ?? this.#released)) this.#marks.push({ at, seq });
  }

  /**
   * Takes the moments of lines that were written before the room lost its memory from the log itself: a line is as old as
   * the time stamp ahead of it.
   *
   * @param end the moment of the battle's end, of which the last lines have no stamp
   */
  recall(lines: readonly string[], end: number | null): void {
    let at = 0;
    lines.forEach((line, index) => {
      if (!line.startsWith("|t:|")) return;
      this.note(index, at);
      // Stamps are in whole seconds, rounded down.
      at = (Number(line.slice("|t:|".length)) + 1) * 1000;
    });
    this.note(lines.length, end ?? at);
  }

  /** How many lines may be seen now. */
  released(now: number): number {
    while (this.#marks[0] && this.#marks[0].at + this.#milliseconds <= now) {
      this.#released = this.#marks.shift()?.seq ?? this.#released;
    }
    return this.#released;
  }

  /** When more may be seen; `null` when nothing is held back. */
  get next(): number | null {
    return this.#marks[0] ? this.#marks[0].at + this.#milliseconds : null;
  }
}
