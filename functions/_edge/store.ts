import type { SupabaseClient } from "@supabase/supabase-js";
import * as z from "zod";
import type { Database } from "../_shared/database.types.ts";
import { NotificationContext } from "../_shared/discord/context.ts";
import type { QueuePort } from "../_shared/queue/consume.ts";
import { EndType, type Summary } from "../_shared/schema/battle.ts";
import type { BattleCompleted, BattleStarted } from "../_shared/schema/events.ts";
import { BattleId, CorrelationId, FormatId, MatchId, Seat, UserId } from "../_shared/schema/ids.ts";
import { ClaimedJob, type QueueName } from "../_shared/schema/queue.ts";

/** The database does not know it (`not_found`), or its state forbids it (`conflict`); the message may be shown. */
export class StoreError extends Error {
  readonly code: "not_found" | "conflict";

  constructor(code: "not_found" | "conflict", message: string) {
    super(message);
    this.name = "StoreError";
    this.code = code;
  }
}

const Battle = z.object({
  id: BattleId,
  match_id: MatchId.nullable(),
  format: FormatId,
  status: z.enum(["waiting", "live", "ended", "completed", "disputed", "void"]),
  p1_user: UserId.nullable(),
  p2_user: UserId.nullable(),
  p1_name: z.string().nullable(),
  p2_name: z.string().nullable(),
  winner_seat: Seat.nullable(),
  end_type: EndType.nullable(),
  turns: z.int().nullable(),
  replay_path: z.string().nullable(),
  correlation_id: CorrelationId,
});
export type Battle = z.infer<typeof Battle>;

const BATTLE_COLUMNS = Object.keys(Battle.shape).join(",");

const EndedBattle = Battle.extend({ match: z.object({ season_id: z.string() }).nullable() });
export type EndedBattle = z.infer<typeof EndedBattle>;

/** A match knows its battle too: the hint says which of the two relations is meant. */
const ENDED_COLUMNS = `${BATTLE_COLUMNS},match:matches!match_id(season_id)`;

const BattleEvents = z.object({ battle_events: z.array(z.object({ kind: z.string() })) });

const Recorded = z.enum(["new", "seen"]);
const Completion = z.enum(["completed", "already", "stale"]);
export type Completion = z.infer<typeof Completion>;

const DeliveryState = z.enum(["sending", "sent", "ambiguous", "failed"]);
const Delivery = z.object({ id: z.uuid(), state: DeliveryState, message_id: z.string().nullable() });
export type Delivery = z.infer<typeof Delivery>;

const Coaches = z.object({ coach_id: UserId.nullable() });
const MatchCoaches = z.object({ home: Coaches, away: Coaches });

export interface FilePaths {
  replay: string;
  inputLog: string;
}

type Functions = Database["public"]["Functions"];

/** The generated types do not tell which arguments may be null. */
type Arguments<Name extends keyof Functions> = {
  [Key in keyof Functions[Name]["Args"]]: Functions[Name]["Args"][Key] | null;
};

/** Everything functions ask of the database, but for files. */
export type Store = ReturnType<typeof createStore>;

export function createStore(client: SupabaseClient) {
  async function call<Name extends keyof Functions, Schema extends z.ZodType>(
    name: Name,
    args: Arguments<Name>,
    schema: Schema,
  ): Promise<z.output<Schema>> {
    const { data, error } = await client.rpc(name, args);
    if (error) throw failure(name, error);
    return schema.parse(data);
  }

  return {
    async battle(id: string): Promise<Battle | null> {
      const { data, error } = await client.from("battles").select(BATTLE_COLUMNS).eq("id", id).maybeSingle();
      if (error) throw failure("battles", error);
      return Battle.nullable().parse(data);
    },

    /** The kinds of events that were taken in of a battle, `null` when there is no such battle. */
    async events(battleId: BattleId): Promise<string[] | null> {
      const query = client.from("battles").select("battle_events(kind)").eq("id", battleId);
      const { data, error } = await query.maybeSingle();
      if (error) throw failure("battle_events", error);
      const battle = BattleEvents.nullable().parse(data);
      return battle?.battle_events.map(({ kind }) => kind) ?? null;
    },

    /** A battle with its match's season: what its result is made of. */
    async endedBattle(id: BattleId): Promise<EndedBattle | null> {
      const query = client.from("battles").select(ENDED_COLUMNS).eq("id", id);
      const { data, error } = await query.maybeSingle();
      if (error) throw failure("battles", error);
      return EndedBattle.nullable().parse(data);
    },

    /** Who may play a match, `null` when there is no such match. */
    async coaches(matchId: MatchId): Promise<(UserId | null)[] | null> {
      const { data, error } = await client
        .from("matches")
        .select("home:teams!home_team_id(coach_id),away:teams!away_team_id(coach_id)")
        .eq("id", matchId)
        .maybeSingle();
      if (error) throw failure("matches", error);
      const match = MatchCoaches.nullable().parse(data);
      return match && [match.home.coach_id, match.away.coach_id];
    },

    openMatchBattle: (matchId: MatchId, battleId: BattleId, correlationId: CorrelationId) =>
      call(
        "open_match_battle",
        { p_match_id: matchId, p_battle_id: battleId, p_correlation_id: correlationId },
        Battle,
      ),

    openBattle: (user: UserId, format: FormatId, battleId: BattleId, correlationId: CorrelationId) =>
      call(
        "open_battle",
        { p_user: user, p_format: format, p_battle_id: battleId, p_correlation_id: correlationId },
        Battle,
      ),

    /** Takes back a battle that no room would open. */
    withdrawBattle: (battleId: BattleId) => call("withdraw_battle", { p_battle_id: battleId }, z.boolean()),

    takeSeat: (battleId: BattleId, user: UserId) =>
      call("take_seat", { p_battle_id: battleId, p_user: user }, Battle),

    recordStarted: (event: BattleStarted) =>
      call(
        "record_battle_started",
        {
          p_event_id: event.id,
          p_battle_id: event.battle_id,
          p_occurred_at: event.occurred_at,
          p_p1_name: event.players.p1,
          p_p2_name: event.players.p2,
          p_sim_version: event.sim_version,
        },
        Recorded,
      ),

    recordCompleted: (event: BattleCompleted, paths: FilePaths, requestId: string) =>
      call(
        "record_battle_completed",
        {
          p_event_id: event.id,
          p_battle_id: event.battle_id,
          p_occurred_at: event.occurred_at,
          p_winner: event.winner,
          p_end_type: event.end_type,
          p_turns: event.turns,
          p_sim_version: event.sim_version,
          p_replay_path: paths.replay,
          p_input_log_path: paths.inputLog,
          p_request_id: requestId,
        },
        Recorded,
      ),

    completeBattle: (job: ClaimedJob, battleId: BattleId, summary: Summary) =>
      call(
        "complete_battle",
        { p_msg_id: job.msg_id, p_read_ct: job.read_ct, p_battle_id: battleId, p_summary: summary },
        Completion,
      ),

    queue(name: QueueName, worker: string): QueuePort {
      const claim = (job: ClaimedJob) => ({ p_queue: name, p_msg_id: job.msg_id, p_read_ct: job.read_ct });
      return {
        claim: () => call("claim_jobs", { p_queue: name, p_worker: worker }, z.array(ClaimedJob)),
        finish: (job) => call("finish_job", claim(job), z.boolean()),
        retry: (job, error, delaySeconds, counts) =>
          call(
            "retry_job",
            { ...claim(job), p_error: error, p_delay_seconds: delaySeconds, p_counts: counts },
            z.boolean(),
          ),
        deadLetter: (job, error) => call("dead_letter_job", { ...claim(job), p_error: error }, z.boolean()),
      };
    },

    notificationContext: (matchId: MatchId) =>
      call("notification_context", { p_match_id: matchId }, NotificationContext),

    /** A `null` webhook is the local stack's capture page. */
    async beginDelivery(webhookId: string | null, kind: string, subject: string): Promise<Delivery> {
      const args = { p_webhook_id: webhookId, p_kind: kind, p_subject: subject };
      const [delivery] = await call("begin_delivery", args, z.tuple([Delivery]));
      return delivery;
    },

    finishDelivery: (id: string, state: Delivery["state"], messageId: string | null, error: string | null) =>
      call(
        "finish_delivery",
        { p_id: id, p_state: state, p_message_id: messageId, p_error: error },
        z.unknown(),
      ),

    disableWebhook: (id: string, reason: string) =>
      call("disable_webhook", { p_webhook_id: id, p_reason: reason }, z.unknown()),

    /** Without an id: every webhook. */
    limitWebhook: (id: string | null, seconds: number) =>
      call("limit_webhook", { p_webhook_id: id, p_seconds: seconds }, z.unknown()),
  };
}

function failure(what: string, error: { code?: string; message: string; cause?: unknown }): Error {
  if (error.code === "PT404") return new StoreError("not_found", error.message);
  if (error.code === "PT409") return new StoreError("conflict", error.message);
  return new Error(`Cannot use ${what}: ${error.message}`, { cause: error });
}
