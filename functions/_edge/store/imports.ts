import * as z from "zod";
import type { ReplayServer } from "../../_shared/battle/replay-address.ts";
import type { Seat, UserId } from "../../_shared/schema/ids.ts";
import {
  DisputedImport,
  ImportAnswer,
  type ImportDecision,
  type ImportFacts,
  type ImportReason,
  ImportTerms,
} from "../../_shared/schema/imports.ts";
import type { Access } from "./access.ts";
import type { Act, Actor } from "./admin.ts";

const Server = z.object({
  id: z.string(),
  replay_url: z.string().nullable(),
  replay_prefix: z.string().nullable(),
}) satisfies z.ZodType<ReplayServer>;

const RecordedImport = z.object({ known: z.boolean(), answer: ImportAnswer });
export type RecordedImport = z.infer<typeof RecordedImport>;

/** Which match a replay is of: the one that was said, or the one that these lead to. */
export interface MatchQuestion {
  matchId: string | null;
  server: string | null;
  room: string | null;
  names: Record<Seat, string[]>;
  format: string | null;
  at: string | null;
}

/** A replay that was checked and stored. */
export interface CheckedImport {
  server: string | null;
  replayId: string | null;
  contentHash: string;
  matchId: string;
  facts: ImportFacts;
  swapped: boolean | null;
  reasons: ImportReason[];
  replayPath: string;
  source: "url" | "upload" | "source";
}

type Asked<Action extends ImportDecision["action"]> = Extract<ImportDecision, { action: Action }>;

/** Replays that are handed in, and what admins decide about them. */
export function importCalls({ client, call, read }: Access) {
  return {
    /** Takes one of what a user may ask for in an hour; throws a `StoreError` where none is left. */
    takeAllowance: async (user: UserId, kind: "import" | "paste"): Promise<void> => {
      await call("take_allowance", { p_user: user, p_kind: kind }, z.unknown());
    },

    replayServers: () =>
      read(
        "showdown_servers",
        client.from("showdown_servers").select("id,replay_url,replay_prefix"),
        z.array(Server),
      ),

    /** Throws a `StoreError` where there is no such match, or it is not the actor's to import for. */
    importTerms: (actor: Actor, { matchId, server, room, names, format, at }: MatchQuestion) =>
      call(
        "import_terms",
        {
          p_actor: actor,
          p_match_id: matchId,
          p_server_id: server,
          p_room: room,
          p_p1: names.p1,
          p_p2: names.p2,
          p_format: format,
          p_at: at,
        },
        ImportTerms,
      ),

    recordImport: ({ actor, requestId }: Act, one: CheckedImport) =>
      call(
        "record_import",
        {
          p_import: {
            server_id: one.server,
            replay_id: one.replayId,
            content_hash: one.contentHash,
            match_id: one.matchId,
            facts: one.facts,
            seats_swapped: one.swapped,
            reasons: one.reasons,
            replay_path: one.replayPath,
            source: one.source,
          },
          p_actor: actor,
          p_request_id: requestId,
        },
        RecordedImport,
      ),

    disputedImports: (actor: Actor, { leagueId }: Asked<"import.list">) =>
      call("disputed_imports", { p_league_id: leagueId ?? null, p_actor: actor }, z.array(DisputedImport)),

    acceptImport: ({ actor, requestId }: Act, { importId, reason, home, game }: Asked<"import.accept">) =>
      call(
        "accept_import",
        {
          p_import_id: importId,
          p_reason: reason,
          p_home: home ?? null,
          p_game: game ?? null,
          p_actor: actor,
          p_request_id: requestId,
        },
        ImportAnswer,
      ),

    refuseImport: ({ actor, requestId }: Act, { importId, reason }: Asked<"import.refuse">) =>
      call(
        "refuse_import",
        { p_import_id: importId, p_reason: reason, p_actor: actor, p_request_id: requestId },
        ImportAnswer,
      ),
  };
}
