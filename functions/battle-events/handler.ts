import { requireSignature } from "../_edge/auth.ts";
import type { KeepAlive } from "../_edge/background.ts";
import type { Files } from "../_edge/files.ts";
import type { Log } from "../_edge/log.ts";
import { tellPages } from "../_edge/pages.ts";
import { answering, parseBody, readBody, refusalOf, requirePost } from "../_edge/respond.ts";
import type { Rooms } from "../_edge/rooms.ts";
import { type Recorded, type Store, StoreError } from "../_edge/store.ts";
import {
  type BattleCompleted,
  BattleEvent,
  type CheckpointAnswer,
  SHOWDOWN_SIM,
} from "../_shared/schema/events.ts";
import { judge } from "./judge.ts";

/** The longest log and the longest input log that the schema takes, and some air. */
const BODY_LIMIT = 24 * 1024 * 1024;

export interface BattleEventsDeps {
  webhookSecrets: readonly string[];
  store: Pick<
    Store,
    | "events"
    | "recordStarted"
    | "recordCompleted"
    | "recordAbandoned"
    | "recordFailed"
    | "recordInputs"
    | "requestInvalidation"
    | "watchedTerms"
  >;
  files: Pick<Files, "store">;
  rooms: Pick<Rooms, "invalidate">;
  keepAlive: KeepAlive;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
  log: Log;
}

/**
 * Takes in what a room reports: 202 when it is new, 200 when it was taken in before. A checkpoint is answered with how
 * much of the battle is stored.
 */
export function handleBattleEvent(request: Request, deps: BattleEventsDeps): Promise<Response> {
  return answering(
    async () => {
      requirePost(request);
      const body = await readBody(request, BODY_LIMIT);
      requireSignature(body, request.headers, deps.webhookSecrets);
      const event = parseBody(body, BattleEvent);
      try {
        if (event.kind === "battle.checkpoint") {
          const answer: CheckpointAnswer = { have: await deps.store.recordInputs(event) };
          return Response.json(answer);
        }
        const recorded = await take(event, request, deps);
        tell(event, recorded, deps.log);
        // The pages hear of an end once it is counted.
        if (recorded === "new" && event.kind !== "battle.completed") {
          deps.keepAlive(tellPages(["battles"], deps));
        }
        return Response.json({ status: recorded }, { status: recorded === "new" ? 202 : 200 });
      } catch (error) {
        throw refusalOf(error, "BATTLE_NOT_FOUND");
      }
    },
    (error) => deps.log.error("Cannot take in the event", { error }),
  );
}

type Report = Exclude<BattleEvent, { kind: "battle.checkpoint" }>;

/** One transaction tells whether the battle is known and the event new. */
function take(event: Report, request: Request, deps: BattleEventsDeps): Promise<Recorded> {
  switch (event.kind) {
    case "battle.started":
      return deps.store.recordStarted(event);
    case "battle.completed":
      return takeEnd(event, request, deps);
    case "battle.abandoned":
      return deps.store.recordAbandoned(event);
    case "battle.failed":
      return deps.store.recordFailed(event);
  }
}

/** Files are in no transaction: they are not stored before the database knows the battle and not the event. */
async function takeEnd(event: BattleCompleted, request: Request, deps: BattleEventsDeps): Promise<Recorded> {
  const { store, files } = deps;
  const seen = await store.events(event.battle_id);
  if (!seen) {
    const message = `Cannot record the event: there is no battle '${event.battle_id}'`;
    throw new StoreError("not_found", message);
  }
  if (seen.includes(event.kind)) return "seen";
  const requestId = request.headers.get("x-request-id") ?? crypto.randomUUID();
  const replay = `${event.battle_id}.log`;
  if (event.sim_version === SHOWDOWN_SIM) {
    await files.store("replays", replay, event.log);
    const outside = await judge(event, deps);
    return await store.recordCompleted(event, { replay, inputLog: null }, requestId, outside);
  }
  const inputLog = `${event.battle_id}.txt`;
  await Promise.all([
    files.store("replays", replay, event.log),
    files.store("input-logs", inputLog, event.input_log.join("\n")),
  ]);
  return await store.recordCompleted(event, { replay, inputLog }, requestId);
}

function tell(event: Report, recorded: Recorded, log: Log): void {
  const { kind, id, battle_id, correlation_id } = event;
  const names = { correlation_id, battle_id, event_id: id };
  if (event.kind === "battle.failed" && recorded === "new") {
    log.operator("A room cannot go on with its battle", { ...names, reason: event.reason });
  } else {
    log.info(`${kind} ${recorded}`, names);
  }
}
