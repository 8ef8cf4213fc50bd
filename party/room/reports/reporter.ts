import { type Deadlines, deadlineKey } from "../../durable/deadlines.ts";
import { messageOf } from "../../durable/faults.ts";
import {
  type Answer,
  drainOutbox,
  nextDelivery,
  outboxEntry,
  outboxKey,
  type Report,
} from "../../durable/outbox.ts";
import type { RoomStorage } from "../../durable/storage.ts";
import type { RoomState } from "../storage/state.ts";
import { writeReport } from "./reports.ts";

/** What a reporter does to the world. */
export interface ReporterDeps {
  storage: RoomStorage;
  deadlines: Deadlines;
  now(): number;
  /** Between 0 and 1. */
  random(): number;
  post(id: string, body: string): Promise<Answer>;
  log(event: string, fields: Record<string, unknown>): void;
  /** The battle, as the room's turn has it; `null` when there is none. */
  state(): Promise<RoomState | null>;
  /** Does something in the room's turn. */
  inTurn(task: () => Promise<void>): Promise<void>;
}

/** The deadline of the next delivery. */
export const OUTBOX = "outbox";

/** A first attempt has this long, in milliseconds, before the alarm makes another. */
const GRACE = 5_000;

/** Delivers what waits in a room's outbox, at least once. */
export class Reporter {
  readonly #deps: ReporterDeps;
  #reporting: Promise<void> | null = null;
  #again = false;
  /** The deadline that was stored for the next attempt: with the cause of a report, or by the alarm. */
  #stored: number | null = null;

  constructor(deps: ReporterDeps) {
    this.#deps = deps;
  }

  /** What is to be stored with the cause of a report. */
  values(battleId: string, report: Report): Record<string, unknown> {
    const entry = outboxEntry(battleId, report);
    this.#stored = this.#deps.now() + GRACE;
    return { [outboxKey(entry.id)]: entry, [deadlineKey(OUTBOX)]: this.#stored };
  }

  /**
   * Begins another delivery. Nobody waits for it: while Supabase takes its time, the clocks must find the alarm free. To be
   * called in the room's turn.
   */
  async begin(): Promise<void> {
    const { deadlines, now, log } = this.#deps;
    this.#stored = now() + GRACE;
    await deadlines.set(OUTBOX, this.#stored);
    this.report().catch((error) => log("report.failed", { error: messageOf(error) }));
  }

  /** Delivers; one delivery at a time, and none forgotten that came in between. */
  report(): Promise<void> {
    this.#again = true;
    this.#reporting ??= this.#drain().finally(() => {
      this.#reporting = null;
      // Asked for between the last look and now.
      return this.#again ? this.report() : undefined;
    });
    return this.#reporting;
  }

  async #drain(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      const { storage, deadlines, now, post, log, random } = this.#deps;
      // Until the attempt has ended well or badly, another is due: the machine may die in it.
      if (this.#stored === null) await deadlines.set(OUTBOX, now() + GRACE);
      else await deadlines.stored(OUTBOX, this.#stored);
      this.#stored = null;
      const state = await this.#deps.state();
      if (!state) return;
      const body = async (entry: Parameters<typeof writeReport>[0]) =>
        JSON.stringify(await writeReport(entry, state, storage));
      await drainOutbox({ storage, now, post, log, random, body });
      await this.#deps.inTurn(() => this.#rest());
    }
  }

  /** Sets the next delivery's deadline. In turn, so that an event that is stored meanwhile keeps its own. */
  async #rest(): Promise<void> {
    const { storage, deadlines } = this.#deps;
    const next = await nextDelivery(storage);
    if (next === null) await deadlines.clear(OUTBOX);
    else await deadlines.set(OUTBOX, next);
  }
}
