import type { Files } from "../_edge/files.ts";
import type { Log } from "../_edge/log.ts";
import { answering, parseBody, Refusal, readBody, requirePost } from "../_edge/respond.ts";
import { type Store, StoreError } from "../_edge/store.ts";
import { SignatureError, verify } from "../_shared/auth/signature.ts";
import { BattleEvent } from "../_shared/schema/events.ts";

/** The longest log and the longest input log that the schema takes, and some air. */
const BODY_LIMIT = 24 * 1024 * 1024;

export interface BattleEventsDeps {
  webhookSecrets: readonly string[];
  store: Pick<Store, "events" | "recordStarted" | "recordCompleted">;
  files: Pick<Files, "store">;
  log: Log;
}

/** Takes in what a room reports: 202 when it is new, 200 when it was taken in before. */
export function handleBattleEvent(request: Request, deps: BattleEventsDeps): Promise<Response> {
  return answering(
    async () => {
      requirePost(request);
      const body = await readBody(request, BODY_LIMIT);
      checkSignature(body, request.headers, deps.webhookSecrets);
      const event = parseBody(body, BattleEvent);
      const recorded = await take(event, request, deps);
      deps.log.info(`${event.kind} ${recorded}`, {
        correlation_id: event.correlation_id,
        battle_id: event.battle_id,
        event_id: event.id,
      });
      return Response.json({ status: recorded }, { status: recorded === "new" ? 202 : 200 });
    },
    (error) => deps.log.error("Cannot take in the event", { error }),
  );
}

function checkSignature(body: string, headers: Headers, secrets: readonly string[]): void {
  try {
    verify(body, headers, secrets);
  } catch (error) {
    if (error instanceof SignatureError) throw new Refusal(401, "INVALID_SIGNATURE", error.message);
    throw error;
  }
}

async function take(event: BattleEvent, request: Request, deps: BattleEventsDeps): Promise<"new" | "seen"> {
  const { store, files } = deps;
  const unknown = () =>
    new Refusal(404, "BATTLE_NOT_FOUND", `Cannot record the event: there is no battle '${event.battle_id}'`);
  try {
    // One transaction tells whether the battle is known and the event new; only files are not stored before asking.
    if (event.kind === "battle.started") return await store.recordStarted(event);
    const seen = await store.events(event.battle_id);
    if (!seen) throw unknown();
    if (seen.includes(event.kind)) return "seen";
    const paths = { replay: `${event.battle_id}.log`, inputLog: `${event.battle_id}.txt` };
    await Promise.all([
      files.store("replays", paths.replay, event.log),
      files.store("input-logs", paths.inputLog, event.input_log.join("\n")),
    ]);
    const requestId = request.headers.get("x-request-id") ?? crypto.randomUUID();
    return await store.recordCompleted(event, paths, requestId);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (error.code === "not_found") throw unknown();
    throw new Refusal(409, "CONFLICT", error.message);
  }
}
