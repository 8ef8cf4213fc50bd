import type { Figure, MetricsSnapshot, QueueHealth } from "../_shared/schema/ops.ts";
import { JOB_KINDS, QueueName } from "../_shared/schema/queue.ts";
import type { LeagueStatus } from "../_shared/schema/rooms.ts";
import type { Family, Labels, Sample } from "./exposition.ts";
import { counts, distributions } from "./figures.ts";

/** Seconds; those of the database's buckets. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const ATTEMPTS = [1, 2, 3, 4, 5, 8];
const DISCORD_CLASSES = ["2xx", "4xx", "429", "5xx", "network"];

/**
 * All that /metrics tells. Labels are bounded: what anybody may put into a queue is counted as `other`.
 *
 * @param rooms the room server's live cache, `null` when it does not answer
 */
export function familiesOf(snapshot: MetricsSnapshot, rooms: LeagueStatus | null): Family[] {
  return [
    ...queueFamilies(snapshot.health.queues),
    ...jobFamilies(snapshot.figures),
    ...workerFamilies(snapshot),
    ...battleFamilies(snapshot),
    ...cacheFamilies(rooms),
  ];
}

function queueFamilies(queues: readonly QueueHealth[]): Family[] {
  const each = (name: string, help: string, value: (queue: QueueHealth) => number): Family =>
    gauge(
      `plateau_queue_${name}`,
      help,
      queues.map((queue) => ({ labels: { queue: queue.queue }, value: value(queue) })),
    );
  return [
    each("depth", "Messages in the queue.", ({ depth }) => depth),
    each(
      "oldest_seconds",
      "Age of the oldest message that waits for a worker.",
      ({ oldestSeconds }) => oldestSeconds ?? 0,
    ),
    each("lag_seconds", "How long a message has been due for a worker.", ({ lagSeconds }) => lagSeconds ?? 0),
    each("in_flight", "Messages that a worker has.", ({ inFlight }) => inFlight),
    each("paused", "Whether an operator has paused the queue.", ({ paused }) => Number(paused)),
    each("dead_letters", "Messages in the dead-letter queue.", ({ dead }) => dead),
  ];
}

/** How an attempt at a job may end, or fail to. */
const ATTEMPTED = ["completed", "retried", "dead", "lost"];

function jobFamilies(figures: readonly Figure[]): Family[] {
  const labels = ({ queue, kind }: Figure): Labels => ({ queue: queueOf(queue), kind: kindOf(kind) });
  const total = (name: string, help: string, ...metrics: string[]): Family => ({
    name: `plateau_jobs_${name}_total`,
    help,
    type: "counter",
    samples: counts(figures, { metrics, labels, among: [...metrics, ...ATTEMPTED] }),
  });
  return [
    total("processed", "Jobs that were done.", "completed"),
    total("failed", "Attempts at jobs that failed, or that nobody reported.", "retried", "dead", "lost"),
    total("snoozed", "Attempts at jobs that were only put off, as by a rate limit.", "snoozed"),
    total("dead", "Jobs that failed for good.", "dead"),
    {
      name: "plateau_job_duration_seconds",
      help: "What an attempt at a job took, however it ended.",
      type: "histogram",
      distributions: distributions(figures, { metrics: ["completed", "retried", "dead"], labels }, DURATIONS),
    },
    {
      name: "plateau_job_attempts",
      help: "Attempts that a job took, at its end.",
      type: "histogram",
      distributions: distributions(figures, { metrics: ["attempts"], labels }, ATTEMPTS),
    },
    {
      name: "plateau_parse_duration_seconds",
      help: "What reading a replay took.",
      type: "histogram",
      distributions: distributions(figures, { metrics: ["parse"], labels: () => ({}) }, DURATIONS),
    },
    {
      name: "plateau_discord_answers_total",
      help: "Answers of Discord by class; network: none came.",
      type: "counter",
      samples: counts(figures, {
        metrics: ["discord"],
        labels: ({ label }) => ({ class: oneOf(DISCORD_CLASSES, label) }),
      }),
    },
  ];
}

function workerFamilies({ workers, health, flags }: MetricsSnapshot): Family[] {
  const known = QueueName.options.flatMap((queue) =>
    ["asked", "live", "dead"].map((state) => ({
      labels: { queue, state },
      value: workers.find((one) => one.queue === queue && one.state === state)?.count ?? 0,
    })),
  );
  return [
    gauge("plateau_workers", "Workers by state; dead: fell silent and not cleared away yet.", known),
    gauge(
      "plateau_schedule_age_seconds",
      "Since the schedule last ran.",
      health.schedule ? [{ value: health.schedule.ageSeconds ?? 0 }] : [],
    ),
    gauge("plateau_database_connections", "Connections to the database.", [{ value: health.connections }]),
    gauge("plateau_database_connections_max", "Connections that the database takes.", [
      { value: health.maxConnections },
    ]),
    gauge(
      "plateau_queueing_enabled",
      "Whether what this trigger asks for is queued, and not done inline.",
      Object.entries(flags).map(([trigger, enabled]) => ({ labels: { trigger }, value: Number(enabled) })),
    ),
  ];
}

function battleFamilies({ battles, figures }: MetricsSnapshot): Family[] {
  return [
    gauge("plateau_battles_live", "Battles that go on.", [{ value: battles.live ?? 0 }]),
    gauge("plateau_battles_waiting", "Battles that wait for their players.", [
      { value: battles.waiting ?? 0 },
    ]),
    gauge("plateau_battles_uncounted", "Battles that have ended and are not counted yet.", [
      { value: battles.ended ?? 0 },
    ]),
    gauge("plateau_battles_disputed", "Battles whose result somebody has to settle.", [
      { value: battles.disputed ?? 0 },
    ]),
    {
      name: "plateau_battles_finished_total",
      help: "Battles whose result was counted, each once.",
      type: "counter",
      samples: [
        {
          value: figures
            .filter(({ metric }) => metric === "finished")
            .reduce((sum, { count }) => sum + count, 0),
        },
      ],
    },
  ];
}

function cacheFamilies(rooms: LeagueStatus | null): Family[] {
  const up = gauge("plateau_room_server_up", "Whether the room server answers.", [
    { value: Number(rooms !== null) },
  ]);
  if (rooms === null) return [up];
  const total = (name: string, help: string, value: number): Family => ({
    name: `plateau_cache_${name}_total`,
    help,
    type: "counter",
    samples: [{ value }],
  });
  return [
    up,
    total("hits", "Views that the live cache gave from memory.", rooms.hits),
    total("misses", "Views that the live cache had to read.", rooms.misses),
    total("pushes", "Views that the live cache sent to open pages.", rooms.pushes),
    gauge("plateau_cache_tags", "Views in the live cache.", [{ value: rooms.tags }]),
    gauge("plateau_cache_bytes", "What the views in the live cache take.", [{ value: rooms.bytes }]),
    gauge("plateau_cache_connections", "Open pages that listen.", [{ value: rooms.connections }]),
  ];
}

function gauge(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, help, type: "gauge", samples };
}

const OTHER = "other";
const queueOf = (queue: string) => oneOf(QueueName.options, queue);
const kindOf = (kind: string) => oneOf(JOB_KINDS, kind);

function oneOf(known: readonly string[], text: string): string {
  return known.includes(text) ? text : OTHER;
}
