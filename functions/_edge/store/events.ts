import * as z from "zod";
import type {
  BattleAbandoned,
  BattleCheckpoint,
  BattleCompleted,
  BattleFailed,
  BattleStarted,
} from "../../_shared/schema/events.ts";
import type { BattleId, Seat } from "../../_shared/schema/ids.ts";
import { type ImportFacts, type ImportReason, WatchedTerms } from "../../_shared/schema/imports.ts";
import { BattleInput } from "../../_shared/schema/inputs.ts";
import type { Access } from "./access.ts";

const BattleEvents = z.object({ battle_events: z.array(z.object({ kind: z.string() })) });

const Recorded = z.enum(["new", "seen"]);
export type Recorded = z.infer<typeof Recorded>;

export interface FilePaths {
  replay: string;
  /** `null` of a battle on Showdown: its inputs are known there alone. */
  inputLog: string | null;
}

/** What the log of a battle on Showdown tells of it, for its seats and for telling two replays of one battle. */
export interface OutsideLog {
  names: Record<Seat, string[]>;
  hash: string;
  /** How it fits its match; `null` where it was held against none. */
  judged: { facts: ImportFacts; swapped: boolean | null; reasons: ImportReason[] } | null;
}

/** What rooms report. Each event is taken in once, however often it is delivered. */
export function eventCalls({ client, call, read }: Access) {
  const named = (event: { id: string; battle_id: BattleId; occurred_at: string }) => ({
    p_event_id: event.id,
    p_battle_id: event.battle_id,
    p_occurred_at: event.occurred_at,
  });
  return {
    /** The kinds of events that were taken in of a battle, `null` when there is no such battle. */
    async events(battleId: BattleId): Promise<string[] | null> {
      const query = client.from("battles").select("battle_events(kind)").eq("id", battleId).maybeSingle();
      const battle = await read("battle_events", query, BattleEvents.nullable());
      return battle?.battle_events.map(({ kind }) => kind) ?? null;
    },

    recordStarted: (event: BattleStarted) =>
      call(
        "record_battle_started",
        {
          ...named(event),
          p_p1_name: event.players.p1,
          p_p2_name: event.players.p2,
          p_sim_version: event.sim_version,
        },
        Recorded,
      ),

    recordCompleted: (event: BattleCompleted, paths: FilePaths, requestId: string, outside?: OutsideLog) =>
      call(
        "record_battle_completed",
        {
          ...named(event),
          p_winner: event.winner,
          p_end_type: event.end_type,
          p_turns: event.turns,
          p_sim_version: event.sim_version,
          p_replay_path: paths.replay,
          p_input_log_path: paths.inputLog,
          p_request_id: requestId,
          p_faints: event.faints ?? null,
          p_names: outside?.names ?? null,
          p_content_hash: outside?.hash ?? null,
          p_judged: outside?.judged ?? null,
        },
        Recorded,
      ),

    /** What a battle that was watched is checked against; `null` where it is no match's. @param names that were borne in it */
    watchedTerms: (battleId: BattleId, names: string[]) =>
      call("watched_terms", { p_battle_id: battleId, p_names: names }, WatchedTerms.nullable()),

    recordAbandoned: (event: BattleAbandoned) =>
      call("record_battle_abandoned", { ...named(event), p_present: event.present }, Recorded),

    recordFailed: (event: BattleFailed) =>
      call("record_battle_failed", { ...named(event), p_reason: event.reason }, Recorded),

    /** Gives how many inputs are stored, from the first on. */
    recordInputs: ({ battle_id, from, inputs }: BattleCheckpoint) =>
      call("record_inputs", { p_battle_id: battle_id, p_from: from, p_inputs: inputs }, z.int().min(0)),

    /** The stored inputs of a battle that runs, in their order. */
    inputs: (battleId: BattleId) => call("battle_inputs_of", { p_battle_id: battleId }, z.array(BattleInput)),
  };
}
