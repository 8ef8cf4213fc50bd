import type {
  Health,
  HealthSnapshot,
  HealthState,
  Part,
  PartName,
  QueueHealth,
} from "../_shared/schema/ops.ts";
import type { Probe } from "./probe.ts";

/** What the parts of the system answered when they were asked. */
export interface Probes {
  database: Probe<HealthSnapshot>;
  roomServer: Probe<Record<string, unknown>>;
  storage: Probe<Record<string, unknown>>;
}

/** Seconds that a message may have been due: the schedule comes every five, and a claim lasts half a minute. */
const LATE = { degraded: 60, down: 600 };
/** Seconds that messages may be due with nobody working on them: the schedule has come several times. */
const UNATTENDED = 30;
/** Seconds without a run of the schedule. */
const MISSED = 60;
/** Of the database's connections. */
const CROWDED = 0.9;

/** The state of the system: as bad as that of its worst part. */
export function healthOf({ database, roomServer, storage }: Probes): Health {
  const parts: Record<PartName, Part> = {
    ...(database.answered ? partsOf(database.value, database.ms) : unknown(database.reason)),
    roomServer: answering(roomServer),
    storage: answering(storage),
  };
  const states = Object.values(parts).map((part) => part.state);
  return { state: worst(states), parts };
}

/** The same, so many seconds later. */
export function aged(health: Health, seconds: number): Health {
  const later = (part: Part): Part =>
    part.ageSeconds === undefined || part.ageSeconds === null
      ? part
      : { ...part, ageSeconds: part.ageSeconds + seconds };
  return { ...health, parts: mapParts(health.parts, later) };
}

/** What everybody may see: the states alone. */
export function publicOf(health: Health): Health {
  return { ...health, parts: mapParts(health.parts, ({ state }) => ({ state })) };
}

function mapParts(parts: Health["parts"], change: (part: Part) => Part): Health["parts"] {
  const changed = Object.entries(parts).map(([name, part]) => [name, change(part)]);
  return Object.fromEntries(changed) as Health["parts"];
}

type DatabaseParts = Exclude<PartName, "roomServer" | "storage">;

function unknown(reason: string): Record<DatabaseParts, Part> {
  const part: Part = { state: "down", ageSeconds: null, reason: "the database does not answer" };
  const rest = { queues: part, oldestMessage: part, workers: part, schedule: part };
  return { database: { ...part, reason }, ...rest };
}

function partsOf(snapshot: HealthSnapshot, answeredMs: number): Record<DatabaseParts, Part> {
  const { connections, maxConnections, queues, workers, schedule } = snapshot;
  // What is paused waits because somebody wants it to.
  const running = queues.filter((queue) => !queue.paused);
  const lag = oldest(running.map((queue) => queue.lagSeconds));
  return {
    database: part(
      connections > maxConnections * CROWDED && ["degraded", "nearly all connections are taken"],
      0,
      { answeredMs, connections, maxConnections },
    ),
    queues: part(queueTrouble(queues), oldest(queues.map((queue) => queue.deadOldestSeconds)), {
      queues: queues.map(({ queue, paused, depth, inFlight, dead }) => ({
        queue,
        paused,
        depth,
        inFlight,
        dead,
      })),
    }),
    oldestMessage: part(
      lag !== null &&
        lag > LATE.degraded && [lag > LATE.down ? "down" : "degraded", "messages wait too long for a worker"],
      oldest(running.map((queue) => queue.oldestSeconds)),
      { lagSeconds: lag },
    ),
    workers: part(workerTrouble(workers, lag), workers.lastSeenSeconds, { ...workers }),
    schedule: part(scheduleTrouble(schedule), schedule?.ageSeconds ?? null),
  };
}

type Trouble = [Exclude<HealthState, "up">, string] | false;

function part(trouble: Trouble, ageSeconds: number | null, details?: Record<string, unknown>): Part {
  const known = { ageSeconds, ...(details ? { details } : {}) };
  return trouble ? { state: trouble[0], reason: trouble[1], ...known } : { state: "up", ...known };
}

function queueTrouble(queues: readonly QueueHealth[]): Trouble {
  if (queues.some((queue) => queue.dead > 0)) return ["degraded", "there are dead letters"];
  return queues.some((queue) => queue.paused) && ["degraded", "a queue is paused"];
}

function workerTrouble({ live, silent }: HealthSnapshot["workers"], lag: number | null): Trouble {
  if (lag !== null && lag > UNATTENDED && live === 0) return ["down", "nobody works on what is due"];
  return silent > 0 && ["degraded", "a worker has fallen silent"];
}

function scheduleTrouble(schedule: HealthSnapshot["schedule"]): Trouble {
  if (schedule === null) return ["degraded", "the schedule has never run"];
  if (schedule.failed) return ["degraded", "the last run of the schedule failed"];
  return (schedule.ageSeconds ?? 0) > MISSED && ["degraded", "the schedule does not run"];
}

function answering(probe: Probe<Record<string, unknown>>): Part {
  if (!probe.answered) return part(["down", probe.reason], null);
  return part(false, 0, { answeredMs: probe.ms, ...probe.value });
}

function worst(states: readonly HealthState[]): HealthState {
  if (states.includes("down")) return "down";
  return states.includes("degraded") ? "degraded" : "up";
}

function oldest(ages: readonly (number | null)[]): number | null {
  const known = ages.filter((age) => age !== null);
  return known.length === 0 ? null : Math.max(...known);
}
