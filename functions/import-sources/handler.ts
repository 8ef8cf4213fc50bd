import type { Files } from "../_edge/files.ts";
import { type ImportingDeps, takeReplay } from "../_edge/importing.ts";
import { Refusal } from "../_edge/respond.ts";
import { answerService, type ServiceDeps } from "../_edge/service.ts";
import type { SettledFile, Source, Store } from "../_edge/store.ts";
import { readFileName } from "../_shared/battle/replay-file.ts";

/** Files that are taken on at once. */
const BATCH = 10;
/** Milliseconds after which a run takes on no more: the next one does. */
const BUDGET_MS = 10_000;

export interface ImportSourcesDeps extends ServiceDeps, ImportingDeps {
  store: ImportingDeps["store"] & Pick<Store, "claimSources" | "claimSourceFiles" | "settleSourceFile">;
  files: ImportingDeps["files"] & Pick<Files, "source">;
}

export type SourceCounts = Record<SettledFile["state"] | "sources", number>;

/** Looks through the replay sources and imports what is new. Answers with how many files fared how. */
export function handleImportSources(request: Request, deps: ImportSourcesDeps): Promise<Response> {
  return answerService(request, deps, "Cannot import from the sources", () => importSources(deps));
}

async function importSources(deps: ImportSourcesDeps): Promise<SourceCounts> {
  const counts: SourceCounts = { sources: 0, waiting: 0, imported: 0, skipped: 0, failed: 0 };
  const requestId = crypto.randomUUID();
  const began = deps.now();
  for (const source of await deps.store.claimSources()) {
    counts.sources += 1;
    while (deps.now() - began < BUDGET_MS) {
      const paths = await deps.store.claimSourceFiles(source.id, BATCH);
      for (const path of paths) {
        const settled = await importFile(source, path, requestId, deps);
        counts[settled.state] += 1;
        await deps.store.settleSourceFile(source.id, path, settled);
      }
      if (paths.length < BATCH) break;
    }
  }
  const { log } = deps;
  if (counts.imported + counts.failed > 0) log.info("Sources imported", { ...counts, request_id: requestId });
  return counts;
}

async function importFile(
  { server }: Source,
  path: string,
  requestId: string,
  deps: ImportSourcesDeps,
): Promise<SettledFile> {
  try {
    const content = await deps.files.source(path);
    if (content === null) return { state: "skipped", reason: "It is gone" };
    const name = readFileName(path);
    const { answer } = await takeReplay(
      {
        ...{ content, kind: name?.kind, source: "source", server, replayId: name?.replayId ?? null },
        ...{ matchId: null, game: null },
      },
      { actor: null, requestId },
      deps,
    );
    return { state: "imported", importId: answer.import_id };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (!(error instanceof Refusal)) {
      deps.log.error("Cannot import a file", { path, error });
      return { state: "waiting", reason };
    }
    // A server writes down all of its battles: most are of no match.
    if (error.status === 404) return { state: "skipped", reason };
    // What a match may take later; what is half-written may be whole then.
    return { state: error.status === 409 || error.status === 422 ? "waiting" : "failed", reason };
  }
}
