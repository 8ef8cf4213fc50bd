import { createTimeout } from "retry";
import type { Seat } from "../../functions/_shared/schema/ids.ts";
import type { RoomStorage } from "./storage.ts";

/** What a room tells Supabase of its battle. `at`: when it occurred, in milliseconds since the epoch. */
export type Report =
  | { kind: "battle.started" | "battle.completed"; at: number }
  | { kind: "battle.abandoned"; at: number; present: Seat[] }
  | { kind: "battle.failed"; at: number; reason: string };

/** A report on its way. Its body is written when it is delivered: a battle's log may not fit in one stored value. */
export interface OutboxEntry {
  /** The event's id: the same in every delivery, whatever the room forgot in between. */
  id: string;
  report: Report;
  attempts: number;
  /** The next attempt, in milliseconds since the epoch. */
  due: number;
  /** `refused`: the other side will never take it. It stays for an operator to see. */
  state: "pending" | "refused";
  error: string | null;
}

/** The answer to a delivery. `body` is what its JSON says, `undefined` when it is none. */
export interface Answer {
  status: number;
  body: unknown;
}

/** Everything the outbox does to the world. */
export interface OutboxDeps {
  storage: RoomStorage;
  now(): number;
  /** Between 0 and 1. */
  random(): number;
  body(entry: OutboxEntry): Promise<string>;
  /** Delivers a signed body and gives the answer; throws when there was none. */
  post(id: string, body: string): Promise<Answer>;
  log(event: string, fields: Record<string, unknown>): void;
}

/** @default the values below */
export interface OutboxLimits {
  /** Milliseconds before the second attempt. */
  minDelay: number;
  /** Milliseconds between attempts at the most. */
  maxDelay: number;
}
const LIMITS: OutboxLimits = { minDelay: 250, maxDelay: 60_000 };

const PREFIX = "outbox:";
/** Client errors that another attempt may mend. */
const PASSING = new Set([408, 409, 425, 429]);

export function outboxKey(id: string): string {
  return `${PREFIX}${id}`;
}

/** A new entry; whoever causes the report stores it together with the cause. A battle has one of each kind. */
export function outboxEntry(battleId: string, report: Report): OutboxEntry {
  const id = `${battleId}.${report.kind.slice("battle.".length)}`;
  return { id, report, attempts: 0, due: report.at, state: "pending", error: null };
}

/** Delivers every pending entry that is due, at least once each: removed when taken, kept and delayed when not. */
export async function drainOutbox(deps: OutboxDeps, limits: OutboxLimits = LIMITS): Promise<void> {
  const stored = await deps.storage.list<OutboxEntry>({ prefix: PREFIX });
  for (const entry of stored.values()) {
    if (entry.state === "pending" && entry.due <= deps.now()) await deliver(entry, deps, limits);
  }
}

/** When the next attempt is due, in milliseconds since the epoch; `null` when nothing is pending. */
export async function nextDelivery(storage: RoomStorage): Promise<number | null> {
  const stored = await storage.list<OutboxEntry>({ prefix: PREFIX });
  const moments = [...stored.values()].flatMap(({ state, due }) => (state === "pending" ? [due] : []));
  return moments.length > 0 ? Math.min(...moments) : null;
}

async function deliver(entry: OutboxEntry, deps: OutboxDeps, limits: OutboxLimits): Promise<void> {
  const attempts = entry.attempts + 1;
  const outcome = await attempt(entry, deps);
  const facts = { id: entry.id, attempts, status: outcome.status };
  if (outcome.kind === "taken") {
    await deps.storage.delete(outboxKey(entry.id));
    deps.log("event.delivered", facts);
    return;
  }
  const left: OutboxEntry =
    outcome.kind === "refused"
      ? { ...entry, attempts, state: "refused", error: outcome.error }
      : {
          ...entry,
          attempts,
          due: deps.now() + delay(entry.attempts, deps.random(), limits),
          error: outcome.error,
        };
  await deps.storage.put({ [outboxKey(entry.id)]: left });
  deps.log(outcome.kind === "refused" ? "event.refused" : "event.delayed", {
    ...facts,
    error: outcome.error,
  });
}

type Outcome =
  | { kind: "taken"; status: number }
  | { kind: "refused" | "failed"; status: number | null; error: string };

async function attempt(entry: OutboxEntry, deps: OutboxDeps): Promise<Outcome> {
  try {
    const { status } = await deps.post(entry.id, await deps.body(entry));
    if (status >= 200 && status < 300) return { kind: "taken", status };
    const permanent = status >= 400 && status < 500 && !PASSING.has(status);
    return {
      kind: permanent ? "refused" : "failed",
      status,
      error: `Cannot deliver: the answer was ${status}`,
    };
  } catch (error) {
    return { kind: "failed", status: null, error: error instanceof Error ? error.message : String(error) };
  }
}

/** Doubles with each attempt; up to a quarter is taken off by chance, so that rooms do not come back all at once. */
export function delay(attempts: number, random: number, { minDelay, maxDelay }: OutboxLimits): number {
  const whole = createTimeout(attempts, {
    factor: 2,
    minTimeout: minDelay,
    maxTimeout: maxDelay,
    randomize: false,
  });
  return Math.round(whole * (1 - random / 4));
}
