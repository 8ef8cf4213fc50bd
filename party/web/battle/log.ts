import { Protocol } from "@pkmn/protocol";
import { LogFormatter } from "@pkmn/view";
import { readAutomatic } from "../../../functions/_shared/battle/automatic.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { Witness } from "./witness.ts";

/** A stretch of text, perhaps stressed. Text is shown as text: nothing a player wrote can become markup. */
export interface Span {
  text: string;
  strong: boolean;
}

/** A line of the log as it is told. `chat`: a name and what was said; `auto`: the room chose for a player. */
export interface Told {
  kind: "turn" | "major" | "minor" | "chat" | "note" | "auto";
  spans: Span[];
}

/** `|c|☆Ann|hello`; what was said may hold the mark that parts the fields. */
const CHAT = /^\|c\|([^|]*)\|(.*)$/s;
const NOTE = /^\|inactive(?:off)?\|(.*)$/s;

/** Turns battle-log lines into words, one after the other: the formatter remembers names and what came before. */
export class Narrator {
  readonly #formatter: LogFormatter;
  readonly #witness = new Witness();
  /** What was told, a list for each turn; a turn that is over keeps its list. */
  #turns: (readonly Told[])[] = [];
  #lines = 0;

  /** @param seat whose eyes the log is told through */
  constructor(seat: Seat) {
    this.#formatter = new LogFormatter(seat, this.#witness);
  }

  /** What the whole log says, turn by turn; only lines that were not told yet are read. */
  tell(log: readonly string[]): readonly (readonly Told[])[] {
    const fresh = log.slice(this.#lines).flatMap((line) => this.#line(line));
    this.#lines = log.length;
    if (fresh.length === 0) return this.#turns;
    const turns = [...this.#turns];
    for (const told of fresh) {
      if (told.kind === "turn" || turns.length === 0) turns.push([told]);
      else turns.push([...(turns.pop() ?? []), told]);
    }
    this.#turns = turns;
    return turns;
  }

  #line(line: string): Told[] {
    if (!line.startsWith("|")) return [];
    const aside = asideOf(line);
    if (aside !== null) return [aside];
    try {
      const { args, kwArgs } = Protocol.parseBattleLine(line);
      if (args[0] === "turn") return [{ kind: "turn", spans: [plain(`Turn ${args[1]}`)] }];
      return this.#formatter
        .formatText(args, kwArgs, true)
        .split("\n")
        .filter((text) => text.trim() !== "")
        .map(toldOf);
    } catch (error) {
      // One odd line must not hide the battle.
      console.warn("Cannot tell a log line", line, error);
      return [];
    } finally {
      this.#witness.see(line);
    }
  }
}

/** What the log says beside the battle: chat, and what becomes of the clocks. */
function asideOf(line: string): Told | null {
  const [, name, said] = CHAT.exec(line) ?? [];
  // Before a name stands its rank.
  if (name !== undefined && said !== undefined) {
    return { kind: "chat", spans: [{ text: name.slice(1), strong: true }, plain(said)] };
  }
  const note = NOTE.exec(line)?.[1];
  if (note === undefined) return null;
  if (readAutomatic(line) === null) return { kind: "note", spans: [plain(note)] };
  return {
    kind: "auto",
    spans: [plain(note.replace(/p[12] plays a random choice\.$/, "chosen at random."))],
  };
}

function plain(text: string): Span {
  return { text, strong: false };
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
