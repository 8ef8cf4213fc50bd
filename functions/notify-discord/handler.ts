import { answerConsumer, type ConsumerDeps } from "../_edge/consumer.ts";
import type { Rooms } from "../_edge/rooms.ts";
import type { Store } from "../_edge/store.ts";
import type { Outcome } from "../_shared/queue/consume.ts";
import { readMessage } from "../_shared/queue/message.ts";
import { failedBy } from "../_shared/queue/outcome.ts";
import type { CountedEvent } from "../_shared/schema/ops.ts";
import { type ClaimedJob, NotificationMessage } from "../_shared/schema/queue.ts";
import { type AnnounceDeps, announceTo } from "./announce.ts";

export interface NotifyDiscordDeps extends ConsumerDeps, AnnounceDeps {
  store: AnnounceDeps["store"] & Pick<Store, "queue" | "notices" | "requestDigests" | "countEvents">;
  rooms: Pick<Rooms, "page">;
  /** Waits for limits that end within the budget. */
  sleep?: (ms: number) => Promise<void>;
}

/** Drains `notifications`: announces each to the webhooks that want it. Answers with how many fared how. */
export function handleNotifyDiscord(request: Request, deps: NotifyDiscordDeps): Promise<Response> {
  return answerConsumer(request, deps, () => ({
    what: "Notification",
    queue: "notifications",
    handleBatch: (jobs) => notify(jobs, deps),
    names: ({ job_id, message }) => ({
      job_id,
      correlation_id: NotificationMessage.safeParse(message).data?.correlation_id,
    }),
    // Discord's limits last seconds: waiting here is faster than the next tick of the schedule.
    ...(deps.sleep === undefined ? {} : { sleep: deps.sleep }),
  }));
}

async function notify(jobs: ClaimedJob[], deps: NotifyDiscordDeps): Promise<Outcome[]> {
  const readings = jobs.map((job) => readMessage(job.message, NotificationMessage));
  const messages = readings.flatMap((reading) => ("message" in reading ? [reading.message] : []));
  const notices = messages.length === 0 ? [] : await deps.store.notices(messages);
  const answers: CountedEvent[] = [];
  const outcomes: Outcome[] = [];
  // One at a time: messages come in the order of their results.
  for (const reading of readings) {
    if ("outcome" in reading) outcomes.push(reading.outcome);
    else
      outcomes.push(await tell(reading.message, notices[messages.indexOf(reading.message)], deps, answers));
  }
  await askForDigests(readings, outcomes, deps);
  await count(answers, deps);
  return outcomes;
}

async function tell(
  message: NotificationMessage,
  notice: unknown,
  deps: NotifyDiscordDeps,
  answers: CountedEvent[],
): Promise<Outcome> {
  try {
    return await announceTo(message, notice, deps, (label, value) =>
      answers.push({ metric: "discord", label, value }),
    );
  } catch (error) {
    return failedBy(error);
  }
}

/** A round's table is told once its last result is. */
async function askForDigests(
  readings: readonly ReturnType<typeof readMessage<typeof NotificationMessage>>[],
  outcomes: Outcome[],
  { store }: NotifyDiscordDeps,
): Promise<void> {
  const told = readings.flatMap((reading, at) =>
    "message" in reading && reading.message.kind === "match.completed" && outcomes[at]?.kind === "done"
      ? [{ at, message: reading.message }]
      : [],
  );
  if (told.length === 0) return;
  try {
    await store.requestDigests(
      told.map(({ message: { match_id, correlation_id } }) => ({ match_id, correlation_id })),
    );
  } catch (error) {
    // Told again, a result is sent to nobody: what is repeated is the request.
    for (const { at } of told) outcomes[at] = failedBy(error);
  }
}

async function count(answers: CountedEvent[], { store, log }: NotifyDiscordDeps): Promise<void> {
  try {
    await store.countEvents(answers);
  } catch (error) {
    log.warn("Cannot count Discord's answers", { error });
  }
}
