import { Protocol } from "@pkmn/protocol";
import { LogFormatter } from "@pkmn/view";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";

/** A stretch of text, perhaps stressed. Text is shown as text: nothing a player wrote can become markup. */
export interface Span {
  text: string;
  strong: boolean;
}

/** A line of the log as it is told. */
export interface Told {
  kind: "turn" | "major" | "minor";
  spans: Span[];
}

/** Turns battle-log lines into words, one after the other: the formatter remembers names and what came before. */
export class Narrator {
  readonly #formatter: LogFormatter;
  #told: Told[] = [];
  #lines = 0;

  /** @param seat whose eyes the log is told through */
  constructor(seat: Seat) {
    this.#formatter = new LogFormatter(seat);
  }

  /** What the whole log says; only lines that were not told yet are read. */
  tell(log: readonly string[]): readonly Told[] {
    const fresh = log.slice(this.#lines);
    if (fresh.length === 0) return this.#told;
    this.#lines = log.length;
    this.#told = [...this.#told, ...fresh.flatMap((line) => this.#line(line))];
    return this.#told;
  }

  #line(line: string): Told[] {
    if (!line.startsWith("|")) return [];
    try {
      const { args, kwArgs } = Protocol.parseBattleLine(line);
      if (args[0] === "turn") return [{ kind: "turn", spans: [{ text: `Turn ${args[1]}`, strong: false }] }];
      return this.#formatter
        .formatText(args, kwArgs, true)
        .split("\n")
        .filter((text) => text.trim() !== "")
        .map(toldOf);
    } catch (error) {
      // One odd line must not hide the battle.
      console.warn("Cannot tell a log line", line, error);
      return [];
    }
  }
}

/** Reads the formatter's own marks: two spaces for what follows from a move, `**` for what is stressed. */
export function toldOf(text: string): Told {
  return {
    kind: text.startsWith("  ") ? "minor" : "major",
    spans: text
      .trim()
      .split("**")
      .map((part, index) => ({ text: part, strong: index % 2 === 1 }))
      .filter((span) => span.text !== ""),
  };
}
