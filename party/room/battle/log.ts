import { extractChannelMessages } from "@pkmn/sim";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";

/** Who reads a log: a seat sees its own Pokémon's exact HP, everyone else a share of it. */
export type Audience = Seat | "spectator";
export const AUDIENCES: readonly Audience[] = ["p1", "p2", "spectator"];
const CHANNELS = { p1: 1, p2: 2, spectator: 0 } as const;

/** A battle log, dealt out to its audiences. Its oldest lines may lie in storage alone, until they are recalled. */
export class BattleLog {
  readonly #lines: Record<Audience, string[]> = { p1: [], p2: [], spectator: [] };
  #forgotten: Record<Audience, number>;

  /** @param forgotten how many lines there are already, none of them here */
  constructor(forgotten: Readonly<Record<Audience, number>>) {
    this.#forgotten = { ...forgotten };
  }

  /** The number of an audience's last line, from 1. */
  seq(audience: Audience): number {
    return this.#forgotten[audience] + this.#lines[audience].length;
  }

  /** How many of an audience's lines lie in storage alone. */
  forgotten(audience: Audience): number {
    return this.#forgotten[audience];
  }

  /**
   * The lines of an audience after line `since`.
   *
   * @throws when some of them lie in storage alone
   */
  lines(audience: Audience, since: number): string[] {
    const forgotten = this.#forgotten[audience];
    if (since < forgotten) {
      throw new Error(`Cannot read line ${since + 1}: the first ${forgotten} must be recalled before`);
    }
    return this.#lines[audience].slice(since - forgotten);
  }

  /** Deals out lines that the simulator printed. */
  deal(printed: readonly string[]): void {
    const dealt = extractChannelMessages(printed.join("\n"), [0, 1, 2]);
    for (const audience of AUDIENCES) {
      this.#lines[audience].push(...dealt[CHANNELS[audience]].filter((line) => !isButton(line)));
    }
  }

  /** Takes back all that was forgotten. @param printed every line that was printed before the first that is here */
  recall(printed: readonly string[]): void {
    const old = new BattleLog(NOTHING);
    old.deal(printed);
    for (const audience of AUDIENCES) {
      if (old.seq(audience) === this.#forgotten[audience]) continue;
      throw new Error(
        `Cannot recall the log: ${audience} had ${this.#forgotten[audience]} lines, and ${old.seq(audience)} are stored`,
      );
    }
    for (const audience of AUDIENCES) this.#lines[audience].unshift(...old.lines(audience, 0));
    this.#forgotten = { ...NOTHING };
  }
}

export const NOTHING: Readonly<Record<Audience, number>> = { p1: 0, p2: 0, spectator: 0 };

/** The simulator prints the buttons with which Showdown's players agree on open team sheets. Here they are open at once. */
function isButton(line: string): boolean {
  return line.startsWith("|uhtml|otsrequest|") || line.startsWith("|uhtmlchange|otsrequest|");
}
