import { requireSignature } from "../_edge/auth.ts";
import type { KeepAlive } from "../_edge/background.ts";
import type { Log } from "../_edge/log.ts";
import { tellPages } from "../_edge/pages.ts";
import { answering, parseBody, readBody, refusalOf, requirePost } from "../_edge/respond.ts";
import type { Rooms } from "../_edge/rooms.ts";
import type { Store } from "../_edge/store.ts";
import type { BattleId, CorrelationId } from "../_shared/schema/ids.ts";
import { type Adoption, WatcherMessage } from "../_shared/schema/showdown.ts";

const BODY_LIMIT = 16 * 1024;

export interface ShowdownWatchDeps {
  webhookSecrets: readonly string[];
  store: Pick<Store, "watches" | "adoptBattle" | "useLinkCode" | "requestInvalidation">;
  rooms: Pick<Rooms, "invalidate">;
  keepAlive: KeepAlive;
  newBattleId: (prefix: string) => BattleId;
  newCorrelationId: () => CorrelationId;
  log: Log;
}

/** Answers the watcher of a Showdown server: what it watches, what a battle is that it found, whose a name is. */
export function handleShowdownWatch(request: Request, deps: ShowdownWatchDeps): Promise<Response> {
  return answering(
    async () => {
      requirePost(request);
      const body = await readBody(request, BODY_LIMIT);
      requireSignature(body, request.headers, deps.webhookSecrets);
      const message = parseBody(body, WatcherMessage);
      try {
        return Response.json(await answer(message, deps));
      } catch (error) {
        throw refusalOf(error);
      }
    },
    (error) => deps.log.error("Cannot answer the watcher", { error }),
  );
}

async function answer(message: WatcherMessage, deps: ShowdownWatchDeps): Promise<object> {
  const { store, log } = deps;
  const names = { server: message.server };
  switch (message.type) {
    case "WATCHES":
      return await store.watches(message.server);
    case "BATTLE_FOUND": {
      const id = deps.newBattleId("showdown");
      const watch = await store.adoptBattle(message, id, deps.newCorrelationId());
      if (watch.battleId === id) {
        log.info("Battle found", {
          ...names,
          battle_id: id,
          correlation_id: watch.correlationId,
          room: message.room,
        });
        deps.keepAlive(tellPages(["battles"], deps));
      }
      const adoption: Adoption = { watch };
      return adoption;
    }
    case "LINK_CODE": {
      const linked = await store.useLinkCode(message);
      // The code stays out of the log.
      log.info(linked.linked ? "Name linked" : "Name not linked", { ...names, name: message.name });
      return linked;
    }
  }
}
