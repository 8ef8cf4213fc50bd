import * as z from "zod";
import { EndType } from "../../functions/_shared/schema/battle.ts";
import type { BattleEvent } from "../../functions/_shared/schema/events.ts";
import { type BattleId, CorrelationId, Seat } from "../../functions/_shared/schema/ids.ts";
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

/** What is recorded as the simulator of a battle that Showdown ran. */
const SIM_VERSION = "showdown";
/** Characters of a stored piece of a log: storage takes 128 KiB, and a character may be two bytes. */
const PIECE = 48 * 1024;
/** A first attempt has this long, in milliseconds, before the alarm makes another. */
const GRACE = 5_000;
/** What was refused stays so long for an operator to see, in milliseconds. */
const KEPT = 7 * 24 * 3_600_000;
const REASON_LIMIT = 300;
export const OUTBOX = "outbox";

const Players = z.object({ p1: z.string(), p2: z.string() });
/** What the events of a battle are written from. The log lies beside it, in pieces. */
const Facts = z.object({
  correlationId: CorrelationId,
  players: Players.nullable(),
  end: z
    .object({
      endType: EndType,
      winner: Seat.nullable(),
      turns: z.int().min(0).max(1_000),
      pieces: z.int().min(1),
    })
    .nullable(),
});
type Facts = z.infer<typeof Facts>;

export interface Completion {
  endType: EndType;
  winner: Seat | null;
  turns: number;
  log: string;
}

export interface ReportsDeps {
  storage: RoomStorage;
  deadlines: Deadlines;
  now(): number;
  random(): number;
  post(id: string, body: string): Promise<Answer>;
  log(event: string, fields: Record<string, unknown>): void;
}

function factsKey(battle: string): string {
  return `facts:${battle}`;
}

function pieceKey(battle: string, number: number): string {
  return `log:${battle}:${String(number).padStart(4, "0")}`;
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
  async started(
    watch: Watch,
    players: z.infer<typeof Players>,
    cause: Record<string, unknown>,
  ): Promise<void> {
    const report: Report = { kind: "battle.started", at: this.#deps.now() };
    await this.#store(watch, report, async () => {
      const facts: Facts = { correlationId: watch.correlationId, players, end: null };
      return { ...cause, ...values(watch, facts) };
    });
  }

  async completed(
    watch: Watch,
    completion: Completion,
    cause: Record<string, unknown>,
    due = this.#deps.now(),
  ): Promise<void> {
    const report: Report = { kind: "battle.completed", at: this.#deps.now() };
    await this.#store(
      watch,
      report,
      async () => ({ ...cause, ...(await this.#end(watch, completion)) }),
      due,
    );
  }

  async failed(watch: Watch, reason: string, cause: Record<string, unknown>): Promise<void> {
    const report: Report = { kind: "battle.failed", at: this.#deps.now(), reason: oneLine(reason) };
    const { battleId, correlationId } = watch;
    await this.#store(watch, report, async () => {
      const facts = (await this.#facts(battleId)) ?? { correlationId, players: null, end: null };
      return { ...cause, ...values(watch, facts) };
    });
  }

  /** Puts another log in the place of one whose delivery is still to come, and delivers it. */
  async replace(watch: Watch, completion: Completion): Promise<void> {
    const { storage, now } = this.#deps;
    const key = outboxKey(outboxEntry(watch.battleId, { kind: "battle.completed", at: 0 }).id);
    await this.#turns.take("storage", async () => {
      const entry = await storage.get<OutboxEntry>(key);
      // What is due may be read at this moment.
      if (!entry || entry.due <= now()) return;
      await storage.put({ ...(await this.#end(watch, completion)), [key]: { ...entry, due: now() } });
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

  /** The values that an end is stored as: no value may be larger than storage takes. */
  async #end(watch: Watch, { log, ...end }: Completion): Promise<Record<string, unknown>> {
    const pieces = cut(log);
    const known = await this.#facts(watch.battleId);
    const facts: Facts = {
      correlationId: watch.correlationId,
      players: known?.players ?? null,
      end: { ...end, pieces: pieces.length },
    };
    const stored = pieces.map((piece, index) => [pieceKey(watch.battleId, index + 1), piece] as const);
    return { ...Object.fromEntries(stored), ...values(watch, facts) };
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
    const facts = await this.#facts(battle);
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
        const keys = Array.from({ length: pieces }, (_, index) => pieceKey(battle, index + 1));
        const log = await Promise.all(keys.map((key) => this.#deps.storage.get<string>(key)));
        if (log.some((piece) => piece === undefined)) throw missing;
        return {
          ...{ kind: report.kind, ...event, sim_version: SIM_VERSION, end_type: endType, winner, turns },
          ...{ log: log.join(""), input_log: [] },
        };
      }
      case "battle.failed":
        return { kind: report.kind, ...event, reason: report.reason };
      case "battle.abandoned":
        return { kind: report.kind, ...event, present: report.present };
    }
  }

  async #facts(battle: string): Promise<Facts | null> {
    return Facts.safeParse(await this.#deps.storage.get<unknown>(factsKey(battle))).data ?? null;
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
    const left = await this.battles();
    for (const key of (await storage.list<unknown>({ prefix: factsKey("") })).keys()) {
      const battle = key.slice(factsKey("").length);
      if (left.has(battle)) continue;
      for (const piece of (await storage.list<unknown>({ prefix: `log:${battle}:` })).keys()) {
        await storage.delete(piece);
      }
      // Last: what is left of a log is found by it.
      await storage.delete(key);
    }
  }
}

function values(watch: Watch, facts: Facts): Record<string, unknown> {
  return { [factsKey(watch.battleId)]: facts };
}

/** `gen9ou-0m30k9db14.completed`: a battle's id has no dots. */
function battleOf(id: string): string {
  return id.slice(0, id.lastIndexOf("."));
}

function cut(log: string): string[] {
  const count = Math.max(1, Math.ceil(log.length / PIECE));
  return Array.from({ length: count }, (_, index) => log.slice(index * PIECE, (index + 1) * PIECE));
}

function oneLine(text: string): string {
  return (
    text
      .slice(0, REASON_LIMIT)
      .replace(/[\p{Cc}\p{Cs}]+/gu, " ")
      .trim() || "unknown"
  );
}
