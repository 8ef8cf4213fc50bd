/** The lines that a client has of its audience's log, by the table of "Sequence numbers" of docs/protocol.md. */
export class BattleLog {
  #lines: string[] = [];

  get have(): number {
    return this.#lines.length;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Appends what is new. `gap`: lines are missing and nothing was used; `changed`: a known line came differently. */
  append(seq: number, log: readonly string[]): "appended" | "gap" | "changed" {
    const before = seq - log.length;
    if (before > this.have) return "gap";
    const known = log.slice(0, Math.max(0, this.have - before));
    if (known.some((line, index) => line !== this.#lines[before + index])) return "changed";
    this.#lines.push(...log.slice(known.length));
    return "appended";
  }

  /** Forgets the last lines, as a client does that was late to store them. */
  forget(count: number): void {
    this.#lines.splice(Math.max(0, this.have - count));
  }

  clear(): void {
    this.#lines = [];
  }
}
