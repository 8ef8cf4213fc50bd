import * as z from "zod";
import type { CorrelationId } from "../../_shared/schema/ids.ts";
import {
  LinkAnswer,
  type ShowdownServerId,
  Watch,
  type WatcherMessage,
  Watches,
} from "../../_shared/schema/showdown.ts";
import type { Access } from "./access.ts";
import type { Act, Actor } from "./admin.ts";

type Said<Type extends WatcherMessage["type"]> = Extract<WatcherMessage, { type: Type }>;

const LinkCode = z.object({
  /** To be said in a private message to the account. */
  code: z.string(),
  server: z.string(),
  /** `null`: the watcher is a guest, whose name changes. */
  account: z.string().nullable(),
  expires_at: z.string(),
});
export type LinkCode = z.infer<typeof LinkCode>;

/** Battles that are played on a Showdown server, and who is who there. */
export function showdownCalls({ call }: Access) {
  return {
    /** What the watcher of a server watches. Opens the next game of series that go on there. */
    watches: (server: ShowdownServerId) => call("showdown_watches", { p_server_id: server }, Watches),

    /** The watch of a battle that the watcher found; throws a `StoreError` where it is no game of the match. */
    adoptBattle: (found: Said<"BATTLE_FOUND">, battleId: string, correlationId: CorrelationId) =>
      call(
        "adopt_battle",
        {
          p_server_id: found.server,
          p_room: found.room,
          p_match_id: found.matchId,
          p_format: found.format,
          p_p1: found.p1,
          p_p2: found.p2,
          p_game: found.game,
          p_series: found.series,
          p_battle_id: battleId,
          p_correlation_id: correlationId,
        },
        Watch,
      ),

    useLinkCode: ({ server, name, code }: Said<"LINK_CODE">) =>
      call("use_link_code", { p_server_id: server, p_name_id: name, p_code: code }, LinkAnswer),

    /** A code for a user to say to the watcher's account; the one before is void. */
    requestLinkCode: (server: string, user: Actor) =>
      call("request_link_code", { p_server_id: server, p_user: user }, LinkCode),

    /** Links a name by an admin's word; gives whether it was not before. */
    linkShowdownName: ({ actor, requestId }: Act, user: string, server: string, name: string) =>
      call(
        "link_showdown_name",
        { p_user: user, p_server_id: server, p_name: name, p_actor: actor, p_request_id: requestId },
        z.boolean(),
      ),

    /** Takes a name off its user; gives whether it was linked. */
    unlinkShowdownName: ({ actor, requestId }: Act, server: string, name: string) =>
      call(
        "unlink_showdown_name",
        { p_server_id: server, p_name: name, p_actor: actor, p_request_id: requestId },
        z.boolean(),
      ),

    /** Names the room there in which a match's next game, or its series, is played. */
    linkShowdownRoom: ({ actor, requestId }: Act, matchId: string, server: string, room: string) =>
      call(
        "link_showdown_room",
        { p_match_id: matchId, p_server_id: server, p_room: room, p_actor: actor, p_request_id: requestId },
        Watch,
      ),
  };
}
