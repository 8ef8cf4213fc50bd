import { cleanName } from "../../functions/_shared/battle/name.ts";
import type { BattleEvent } from "../../functions/_shared/schema/events.ts";
import type { BattleId } from "../../functions/_shared/schema/ids.ts";
import type { Watch } from "../../functions/_shared/schema/showdown.ts";
import { type Deadlines, deadlineKey } from "../durable/deadlines.ts";
import { messageOf } from "../durable/faults.ts";
import {
  type Answer,
  drainOutbox,
  nextDelivery,
  type OutboxEntry,
  outboxEntry,
  outboxKey,
  type Report,
} from "../durable/outbox.ts";
import type { RoomStorage } from "../durable/storage.ts";
import { Turns } from "../durable/turns.ts";
import {
  type Completion,
  endValues,
  type Facts,
  forgetOthers,
  openValues,
  type Players,
  readFacts,
  readLog,
  startValues,
} from "./facts.ts";

/** What is recorded as the simulator of a battle that Showdown ran. */
const SIM_VERSION = "showdown";
/** A first attempt has this long, in milliseconds, before the alarm makes another. */
const GRACE = 5_000;
/** What was refused stays so long for an operator to see, in milliseconds. */
const KEPT = 7 * 24 * 3_600_000;
const REASON_LIMIT = 300;
export const OUTBOX = "outbox";

export interface ReportsDeps {
  storage: RoomStorage;
  deadlines: Deadlines;
  now(): number;
  random(): number;
  post(id: string, body: string): Promise<Answer>;
  log(event: string, fields: Record<string, unknown>): void;
}

/** What the watcher tells Supabase of battles: kept in storage until it was taken, delivered at least once. */
export class Reports {
  readonly #deps: ReportsDeps;
  /** What is stored of one battle must not be cleaned away while more of it comes. */
  readonly #turns = new Turns<"storage">();
  #draining: Promise<void> | null = null;
  #again = false;

  constructor(deps: ReportsDeps) {
    this.#deps = deps;
  }

  /**
   * Stores a report together with its cause.
   *
   * @param cause what is stored with it, all or nothing
   * @param due milliseconds since the epoch, of the first delivery
   */
  async started(watch: Watch, { p1, p2 }: Players, cause: Record<string, unknown>): Promise<void> {
    const report: Report = { kind: "battle.started", at: this.#deps.now() };
    // As our own rooms print names: what a server allows may turn a line around, or be half a letter.
    const players = { p1: cleanName(p1) || "Player 1", p2: cleanName(p2) || "Player 2" };
    await this.#store(watch, report, async () => ({ ...cause, ...startValues(watch, players) }));
  }

  async completed(
    watch: Watch,
    completion: Completion,
    cause: Record<string, unknown>,
    due = this.#deps.now(),
  ): Promise<void> {
    const report: Report = { kind: "battle.completed", at: this.#deps.now() };
    const { storage } = this.#deps;
    const values = async () => ({ ...cause, ...(await endValues(storage, watch, completion)) });
    await this.#store(watch, report, values, due);
  }

  async failed(watch: Watch, reason: string, cause: Record<string, unknown>): Promise<void> {
    const report: Report = { kind: "battle.failed", at: this.#deps.now(), reason: oneLine(reason) };
    const { storage } = this.#deps;
    await this.#store(watch, report, async () => ({ ...cause, ...(await openValues(storage, watch)) }));
  }

  /** Puts another log in the place of one whose delivery is still to come, and delivers it. */
  async replace(watch: Watch, completion: Completion): Promise<void> {
    const { storage, now } = this.#deps;
    const key = outboxKey(outboxEntry(watch.battleId, { kind: "battle.completed", at: 0 }).id);
    await this.#turns.take("storage", async () => {
      const entry = await storage.get<OutboxEntry>(key);
      // What is due may be read at this moment.
      if (!entry || entry.due <= now()) return;
      await storage.put({
        ...(await endValues(storage, watch, completion)),
        [key]: { ...entry, due: now() },
      });
    });
    this.begin();
  }

  /** How many reports have not been taken. */
  async undelivered(): Promise<number> {
    return (await this.#entries()).length;
  }

  /** The battles of which something was not taken yet. */
  async battles(): Promise<Set<string>> {
    return new Set((await this.#entries()).map(({ id }) => battleOf(id)));
  }

  /** Begins to deliver what is due; nobody waits for it. */
  begin(): void {
    this.#again = true;
    this.#draining ??= this.#drain()
      .catch((error) => this.#deps.log("report.failed", { error: messageOf(error) }))
      .finally(() => {
        this.#draining = null;
        // Asked for between the last look and now.
        if (this.#again) this.begin();
      });
  }

  async #store(
    { battleId }: Watch,
    report: Report,
    values: () => Promise<Record<string, unknown>>,
    due = this.#deps.now(),
  ): Promise<void> {
    const { storage, deadlines, now } = this.#deps;
    const entry = { ...outboxEntry(battleId, report), due };
    await this.#turns.take("storage", async () => {
      const at = Math.max(due, now() + GRACE);
      const known = await deadlines.at(OUTBOX);
      const deadline = known === null ? at : Math.min(known, at);
      const stored = { [outboxKey(entry.id)]: entry, [deadlineKey(OUTBOX)]: deadline };
      await storage.put({ ...(await values()), ...stored });
      await deadlines.stored(OUTBOX, deadline);
    });
    this.begin();
  }

  async #drain(): Promise<void> {
    const { storage, deadlines, now, random, post, log } = this.#deps;
    while (this.#again) {
      this.#again = false;
      await deadlines.set(OUTBOX, now() + GRACE);
      await drainOutbox({ storage, now, random, post, log, body: (entry) => this.#body(entry) });
      await this.#turns.take("storage", async () => {
        await this.#clean();
        const next = await nextDelivery(storage);
        if (next === null) await deadlines.clear(OUTBOX);
        else await deadlines.set(OUTBOX, next);
      });
    }
  }

  async #body({ id, report }: OutboxEntry): Promise<string> {
    const battle = battleOf(id);
    const facts = await readFacts(this.#deps.storage, battle);
    if (!facts) throw new Error(`Cannot report ${id}: what it is written from is missing`);
    const event = {
      ...({ v: 1, id, occurred_at: new Date(report.at).toISOString() } as const),
      ...{ correlation_id: facts.correlationId, battle_id: battle as BattleId },
    };
    return JSON.stringify(await this.#write(event, report, facts));
  }

  async #write(
    event: Pick<BattleEvent, "v" | "id" | "occurred_at" | "correlation_id" | "battle_id">,
    report: Report,
    { players, end }: Facts,
  ): Promise<BattleEvent> {
    const { id, battle_id: battle } = event;
    const missing = new Error(`Cannot report ${id}: what it is written from is missing`);
    switch (report.kind) {
      case "battle.started":
        if (!players) throw missing;
        return { kind: report.kind, ...event, sim_version: SIM_VERSION, players };
      case "battle.completed": {
        if (!end) throw missing;
        const { endType, winner, turns, pieces } = end;
        const log = await readLog(this.#deps.storage, battle, pieces);
        if (log === null) throw missing;
        return {
          ...{ kind: report.kind, ...event, sim_version: SIM_VERSION, end_type: endType, winner, turns },
          ...{ log, input_log: [] },
        };
      }
      case "battle.failed":
        return { kind: report.kind, ...event, reason: report.reason };
      case "battle.abandoned":
        return { kind: report.kind, ...event, present: report.present };
    }
  }

  async #entries(): Promise<OutboxEntry[]> {
    const stored = await this.#deps.storage.list<OutboxEntry>({ prefix: outboxKey("") });
    return [...stored.values()];
  }

  /** Forgets what was taken, and what was refused long ago. */
  async #clean(): Promise<void> {
    const { storage, now } = this.#deps;
    for (const entry of await this.#entries()) {
      if (entry.state === "refused" && entry.report.at + KEPT < now())
        await storage.delete(outboxKey(entry.id));
    }
    await forgetOthers(storage, await this.battles());
  }
}

/** `gen9ou-0m30k9db14.completed`: a battle's id has no dots. */
function battleOf(id: string): string {
  return id.slice(0, id.lastIndexOf("."));
}

function oneLine(text: string): string {
  return (
    text
      .slice(0, REASON_LIMIT)
      .replace(/[\p{Cc}\p{Cs}]+/gu, " ")
      .trim() || "unknown"
  );
}
