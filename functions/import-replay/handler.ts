import * as z from "zod";
import { type Caller, type CallerDeps, requireCaller } from "../_edge/auth.ts";
import { type ImportingDeps, importReplay } from "../_edge/importing.ts";
import { answering, parseBody, readBody, refusalOf, requirePost, withCors } from "../_edge/respond.ts";
import type { Act, Store } from "../_edge/store.ts";
import { ImportDecision, ImportRequest } from "../_shared/schema/imports.ts";

/** A replay as JSON writes it: its line ends and quotes take two bytes, some letters six. */
const BODY_LIMIT = 24 * 1024 * 1024;

const Body = z.union([ImportRequest, ImportDecision]);

export interface ImportReplayDeps extends CallerDeps, ImportingDeps {
  store: ImportingDeps["store"] & Pick<Store, "disputedImports" | "acceptImport" | "refuseImport">;
}

/**
 * Takes in a replay: 201 when it counts now, 202 when it waits for an admin, 200 when it was taken in before, each with
 * what became of it. Admins list those that wait, and accept or refuse them.
 */
export function handleImportReplay(request: Request, deps: ImportReplayDeps): Promise<Response> {
  return withCors(request, () =>
    answering(
      () => answer(request, deps),
      (error) => deps.log.error("Cannot import the replay", { error }),
    ),
  );
}

async function answer(request: Request, deps: ImportReplayDeps): Promise<Response> {
  requirePost(request);
  const actor = await requireCaller(request, deps, "Cannot import a replay");
  const body = parseBody(await readBody(request, BODY_LIMIT), Body);
  if ("action" in body) return Response.json(await decide(body, actor, deps));
  const { known, answer } = await importReplay(body, { actor, requestId: crypto.randomUUID() }, deps);
  return Response.json(answer, { status: known ? 200 : answer.status === "accepted" ? 201 : 202 });
}

async function decide(
  asked: ImportDecision,
  actor: Caller,
  { store, log }: ImportReplayDeps,
): Promise<object> {
  try {
    if (asked.action === "import.list") return { imports: await store.disputedImports(actor, asked) };
    const act: Act = { actor, requestId: asked.requestId ?? crypto.randomUUID() };
    const decided =
      asked.action === "import.accept"
        ? await store.acceptImport(act, asked)
        : await store.refuseImport(act, asked);
    log.info("Administered", { action: asked.action, actor: actor ?? "service", request_id: act.requestId });
    return decided;
  } catch (error) {
    throw refusalOf(error);
  }
}
