import type { Seat } from "../../functions/_shared/schema/ids.ts";
import type { BattleInput } from "../../functions/_shared/schema/inputs.ts";
import type { Live } from "./battle/live.ts";
import { record } from "./battle/record.ts";
import { AUDIENCES, type Audience, type Verdict } from "./battle/simulator.ts";
import type { Context } from "./context.ts";
import { battleEnd, battleUpdate } from "./messages.ts";

/** Inputs that are played together: stored in one write, then told to everyone in one message. */
export class Transaction {
  readonly #context: Context;
  readonly #live: Live;
  readonly #before: Readonly<Record<Audience, number>>;
  readonly #automatic: Seat[] = [];
  #values: Record<string, unknown> = {};

  constructor(context: Context, live: Live) {
    this.#context = context;
    this.#live = live;
    const { simulator } = live;
    const before = {
      p1: simulator.seq("p1"),
      p2: simulator.seq("p2"),
      spectator: simulator.seq("spectator"),
    };
    this.#before = before;
  }

  /** What is to be stored for the inputs that were played. */
  get values(): Record<string, unknown> {
    return this.#values;
  }

  /** Plays an input. One at which the simulator fails ends the battle with nobody's win or loss. */
  play(input: BattleInput): Verdict {
    const { log } = this.#context;
    const { verdict, values } = record(this.#live, input, log);
    if (!verdict.accepted && verdict.kind === "failed") {
      log("simulator.failed", { input: input.kind, number: this.#live.inputs + 1, error: verdict.message });
      return this.play({ kind: "void", at: input.at, reason: "the simulator failed" });
    }
    this.#values = { ...this.#values, ...values };
    if (verdict.accepted && input.kind === "choice" && input.auto) this.#automatic.push(input.seat);
    return verdict;
  }

  /** Ends the battle with nobody's win or loss because the simulator takes no choice of a seat. @param message its refusal */
  giveUp(seat: Seat, message: string): void {
    this.#context.log("choices.refused", { seat, error: message });
    this.play({ kind: "void", at: this.#context.now(), reason: "the simulator failed" });
  }

  /**
   * Stores what was played, and tells everyone. The messages are written while the disk works, and leave when it is done.
   *
   * @param beside is stored along with it
   */
  async commit(beside: Record<string, unknown> = {}): Promise<void> {
    const { endedAt, simulator } = this.#live;
    const ended = simulator.ending && endedAt !== null;
    const values = { ...this.#values, ...beside };
    const stored = this.#context.store(values, ended ? { kind: "battle.completed", at: endedAt } : undefined);
    const [tell] = await Promise.all([this.#news(), stored]);
    tell();
  }

  /** What tells every audience the lines that it has not seen, what is asked of it now, and the end if that is it. */
  async #news(): Promise<() => void> {
    const { connections, delay, now } = this.#context;
    const { simulator } = this.#live;
    delay?.note(simulator.seq("spectator"), now());
    const sees = (audience: Audience) => delay === null || audience !== "spectator";
    const update = (audience: Audience) =>
      battleUpdate(this.#context, this.#live, audience, this.#before[audience], this.#automatic);
    const news = AUDIENCES.some((audience) => simulator.seq(audience) > this.#before[audience]);
    const updates = connections.prepare((audience) => (news && sees(audience) ? update(audience) : null));
    const ends = connections.prepare((audience) => (sees(audience) ? battleEnd(this.#live) : null));
    return () => {
      updates();
      ends();
    };
  }
}
