import { type CallerDeps, requireCaller } from "../_edge/auth.ts";
import { type EnteringDeps, enterBattle } from "../_edge/entering.ts";
import { answering, parseBody, readBody, requirePost, withCors } from "../_edge/respond.ts";
import { CreateRoomRequest } from "../_shared/schema/http.ts";

const BODY_LIMIT = 16 * 1024;

export type CreateRoomDeps = EnteringDeps & CallerDeps;

/** Opens a battle's room, or the way into one that is open, and gives the caller a ticket for their seat. */
export function handleCreateRoom(request: Request, deps: CreateRoomDeps): Promise<Response> {
  return withCors(request, () =>
    answering(
      () => answer(request, deps),
      (error) => deps.log.error("Cannot open the room", { error }),
    ),
  );
}

async function answer(request: Request, deps: CreateRoomDeps): Promise<Response> {
  requirePost(request);
  const caller = await requireCaller(request, deps, "Cannot open a battle");
  const body = parseBody(await readBody(request, BODY_LIMIT), CreateRoomRequest);
  return Response.json(await enterBattle(body, caller, deps));
}
