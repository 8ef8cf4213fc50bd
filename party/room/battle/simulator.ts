import { Battle, toID } from "@pkmn/sim";
import { automaticLine } from "../../../functions/_shared/battle/automatic.ts";
import type { EndType, TrueFaint } from "../../../functions/_shared/schema/battle.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { seedOf } from "../../teams/drawing.ts";
import { watchFaints } from "./faints.ts";
import { freeze, thaw } from "./freeze.ts";
import { AUDIENCES, type Audience, BattleLog, NOTHING } from "./log.ts";
import { LOST, lineParts, watchWinner } from "./outcome.ts";
import { openSheets } from "./sheets.ts";
import type { Ending, FrozenSimulator, NumberedRequest, Setup, Verdict } from "./terms.ts";

export { AUDIENCES, type Audience } from "./log.ts";
export type { Ending, FrozenSimulator, NumberedRequest, Player, Setup, Verdict } from "./terms.ts";

/** The simulator's release. A battle is only ever rebuilt by the release that played it. */
export const SIM_VERSION = "0.10.11";

/**
 * One battle. The same setup, choices and moments give the same logs to the byte, which is what a rebuild stands on.
 *
 * Choices go to `Battle.choose`, never to a stream: a stream obeys more commands than choices.
 */
export class Simulator {
  readonly #battle: Battle;
  readonly #log: BattleLog;
  readonly #faints: TrueFaint[];
  readonly #choices: Record<Seat, string | null> = { p1: null, p2: null };
  /** Commands that lie in storage alone. */
  #forgotten = 0;
  #position = 0;
  #turn = 0;
  #round = 1;
  #error = "";
  #winner: Seat | null = null;
  /** Why the battle ended, where the simulator does not know. */
  #reason: EndType | null = null;

  /** @param from the moment of the start, in milliseconds; or a simulator that had started */
  constructor(setup: Setup, from: number | FrozenSimulator) {
    const send = (type: string, data: string | string[]) => this.#hear(type, data);
    if (typeof from === "number") {
      this.#log = new BattleLog(NOTHING);
      this.#faints = [];
      this.#battle = new Battle({ formatid: toID(setup.format), seed: seedOf(setup.seed), send });
      // A format made for debugging prints exact HP for all to see.
      Object.assign(this.#battle, { debugMode: false, reportExactHP: false });
      this.#watch();
      this.#battle.setPlayer("p1", { ...setup.players.p1 });
      this.#battle.setPlayer("p2", { ...setup.players.p2 });
      openSheets(this.#battle);
      this.#read(from);
      return;
    }
    this.#log = new BattleLog(from.seqs);
    this.#faints = [...from.faints];
    this.#battle = thaw(from.battle, from.printed);
    this.#battle.restart(send);
    this.#watch();
    this.#position = from.printed;
    this.#forgotten = from.commands;
    this.#turn = from.turn;
    this.#round = from.round;
  }

  #watch(): void {
    watchWinner(this.#battle, (seat) => {
      this.#winner = seat;
    });
    watchFaints(this.#battle, this.#faints);
  }

  /** What a simulator needs to go on from here; to be asked between two rounds. */
  freeze(): FrozenSimulator {
    const seqs = { p1: this.seq("p1"), p2: this.seq("p2"), spectator: this.seq("spectator") };
    const commands = this.#forgotten + this.#battle.inputLog.length;
    const battle = freeze(this.#battle);
    const faints = [...this.#faints];
    return { battle, printed: this.#position, commands, seqs, faints, turn: this.#turn, round: this.#round };
  }

  /** The simulator's own battle, for the practice bot to look at: nobody else may touch it. */
  get battle(): Battle {
    return this.#battle;
  }

  /** The number of an audience's last line of battle log, from 1. */
  seq(audience: Audience): number {
    return this.#log.seq(audience);
  }

  /** How many of an audience's lines lie in storage alone, and must be recalled before they can be read. */
  forgotten(audience: Audience): number {
    return this.#log.forgotten(audience);
  }

  /** The battle log of an audience after line `since`. */
  lines(audience: Audience, since = 0): string[] {
    return this.#log.lines(audience, since);
  }

  /** What the simulator has printed from line `from` on, for all audiences at once. */
  printed(from: number): readonly string[] {
    return this.#battle.log.slice(from, this.#position);
  }

  /** The simulator's own commands from the one numbered `from`, seed and teams inside: private. */
  commands(from = 0): readonly string[] {
    if (from < this.#forgotten)
      throw new Error(`Cannot read the commands: the first ${this.#forgotten} must be recalled before`);
    return this.#battle.inputLog.slice(from - this.#forgotten);
  }

  /** What the simulator knows of each `|faint|` line, in their order. */
  get faints(): readonly TrueFaint[] {
    return this.#faints;
  }

  /** Whether nothing of what was printed lies in storage alone. */
  get complete(): boolean {
    return this.#forgotten === 0 && AUDIENCES.every((audience) => this.forgotten(audience) === 0);
  }

  /** Takes back what lay in storage alone. */
  recall(printed: readonly string[], commands: readonly string[]): void {
    if (commands.length !== this.#forgotten) {
      throw new Error(
        `Cannot recall the commands: there were ${this.#forgotten}, and ${commands.length} are stored`,
      );
    }
    this.#log.recall(printed);
    this.#battle.inputLog.unshift(...commands);
    this.#forgotten = 0;
  }

  /** The turn that the log has come to. The simulator's own count is one ahead where the turn limit ends the battle. */
  get turn(): number {
    return this.#turn;
  }

  /** The number of the open round of requests. */
  get round(): number {
    return this.#round;
  }

  /** How the battle ended; `null` while it runs. */
  get ending(): Ending | null {
    if (!this.#battle.ended) return null;
    return { winner: this.#winner, reason: this.#reason ?? (this.#winner ? "win" : "tie") };
  }

  /** What is asked of a seat now; `null` after the end. A request to wait asks nothing. */
  request(seat: Seat): NumberedRequest | null {
    const request = this.#battle.getSide(seat).activeRequest;
    return request ? { ...request, rqid: this.#round } : null;
  }

  /** The choice a seat has made in the open round, while the other seat's is awaited. */
  choice(seat: Seat): string | null {
    return this.#choices[seat];
  }

  /**
   * Hands a choice, as `formatChoice` writes it, to the simulator. A refused one changes no log.
   *
   * @param auto the room drew it, which the log tells
   */
  choose(seat: Seat, choice: string, at: number, auto = false): Verdict {
    this.#error = "";
    const { log, inputLog } = this.#battle;
    const before = { lines: log.length, commands: inputLog.length, faints: this.#faints.length };
    try {
      if (auto) this.#battle.add(...lineParts(automaticLine(this.#battle.getSide(seat).name, seat)));
      if (!this.#battle.choose(seat, choice)) {
        log.length = before.lines;
        const kind = this.#error.startsWith("[Unavailable") ? "unavailable" : "refused";
        return { accepted: false, kind, message: this.#error };
      }
    } catch (error) {
      log.length = before.lines;
      inputLog.length = before.commands;
      this.#faints.length = before.faints;
      this.#battle.ended = false;
      this.#winner = null;
      return {
        accepted: false,
        kind: "failed",
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      };
    }
    const advanced = inputLog.length > before.commands;
    if (advanced) {
      this.#advance(at);
    } else {
      this.#choices[seat] = choice;
      this.#read(at);
    }
    return { accepted: true, advanced };
  }

  /** Takes back the choice of the open round; false when there is none, or when it told the player something. */
  undo(seat: Seat): boolean {
    if (this.#choices[seat] === null) return false;
    this.#error = "";
    this.#battle.undoChoice(seat);
    if (this.#error) return false;
    this.#choices[seat] = null;
    return true;
  }

  /** Prints what a player says. @param text cleaned: one line */
  chat(seat: Seat, text: string, at: number): void {
    this.note(`|c|☆${this.#battle.getSide(seat).name}|${text}`, at);
  }

  /** Prints a line for all to see. */
  note(line: string, at: number): void {
    this.#battle.add(...lineParts(line));
    this.#read(at);
  }

  /** Ends the battle as the seat's loss. */
  lose(seat: Seat, reason: "forfeit" | "timeout" | "disconnect", at: number): void {
    this.#battle.add("-message", `${this.#battle.getSide(seat).name} ${LOST[reason]}`);
    this.#battle.inputLog.push(`>forcelose ${seat}`);
    this.#reason = reason;
    this.#battle.lose(seat);
    this.#advance(at);
  }

  /** Ends the battle as the players agreed. */
  draw(at: number): void {
    this.#battle.add("-message", "The players agreed to a draw.");
    this.#battle.inputLog.push(">forcetie");
    this.#battle.tie();
    this.#advance(at);
  }

  /** Ends the battle with nobody's win or loss. */
  abort(reason: string, at: number): void {
    this.#battle.add("-message", `The battle does not count: ${reason}.`);
    this.#reason = "void";
    this.#battle.tie();
    this.#advance(at);
  }

  #advance(at: number): void {
    this.#choices.p1 = null;
    this.#choices.p2 = null;
    this.#round += 1;
    this.#read(at);
  }

  /** Deals the new lines out to their audiences. */
  #read(at: number): void {
    const { log } = this.#battle;
    const stamp = `|t:|${Math.floor(at / 1000)}`;
    for (let index = this.#position; index < log.length; index += 1) {
      // The simulator reads the machine's clock, which a rebuild cannot wind back.
      if (log[index]?.startsWith("|t:|")) log[index] = stamp;
      if (log[index]?.startsWith("|turn|")) this.#turn = Number(log[index]?.slice("|turn|".length));
    }
    this.#log.deal(log.slice(this.#position));
    this.#position = log.length;
    // It takes a thousand lines in a row that nobody was sent for an endless loop, and chat is not its doing.
    this.#battle.sentLogPos = log.length;
  }

  #hear(type: string, data: string | string[]): void {
    if (type !== "sideupdate" || typeof data !== "string") return;
    const error = /^p[12]\n\|error\|(.*)/s.exec(data)?.[1];
    if (error) this.#error = error;
  }
}
