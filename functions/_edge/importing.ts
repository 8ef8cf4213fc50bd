import { type ReplayKind, readReplay } from "../_shared/battle/read-replay.ts";
import { readReplayAddress } from "../_shared/battle/replay-address.ts";
import type { ReplayError } from "../_shared/battle/replay-error.ts";
import { checkImport } from "../_shared/league/check-import.ts";
import type { UserId } from "../_shared/schema/ids.ts";
import type { ImportRequest } from "../_shared/schema/imports.ts";
import { readChecked } from "./checked-replay.ts";
import type { Files } from "./files.ts";
import type { Log } from "./log.ts";
import type { ReplayHost } from "./replay-host.ts";
import { Refusal, refusalOf } from "./respond.ts";
import type { Act, RecordedImport, Store } from "./store.ts";

export interface ImportingDeps {
  store: Pick<Store, "replayServers" | "importTerms" | "recordImport" | "takeAllowance">;
  files: Pick<Files, "store">;
  host: ReplayHost;
  /** Whether servers of this machine may be asked without encryption: on the local stack. */
  local: boolean;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
  log: Log;
}

/** A replay as it was handed in, and where it is from, where that is known. */
export interface HandedReplay {
  content: string;
  kind?: ReplayKind | undefined;
  source: "url" | "upload" | "source";
  server: string | null;
  /** `gen9ou-12345`; `null` where nobody vouches for it. */
  replayId: string | null;
  matchId: string | null;
  game: number | null;
}

/**
 * Takes in a replay for a coach of its match, an admin of its league, or the service: by its address or as a file. One
 * that fits its match counts, one that does not waits for an admin. Throws a `Refusal` where it is no replay of a match,
 * or not the actor's to hand in.
 */
export async function importReplay(
  request: ImportRequest,
  act: Act,
  deps: ImportingDeps,
): Promise<RecordedImport> {
  const { match_id: matchId = null, game = null } = request;
  const origin = "origin" in request ? request.origin : undefined;
  if (origin && act.actor !== null) {
    throw new Refusal(
      403,
      "FORBIDDEN",
      "Cannot import the replay: where a file is from is the service's to say",
    );
  }
  if (act.actor !== null) await allow(act.actor, deps);
  const handed: HandedReplay =
    "url" in request
      ? { ...(await fetchReplay(request.url, deps)), source: "url", matchId, game }
      : {
          ...{
            content: request.content,
            kind: request.kind,
            source: origin ? "source" : "upload",
            matchId,
            game,
          },
          ...{ server: origin?.server ?? null, replayId: origin?.replay_id ?? null },
        };
  return await takeReplay(handed, act, deps);
}

/** What a user hands in costs time, and that of hosts which are somebody else's. */
async function allow(user: UserId, { store }: ImportingDeps): Promise<void> {
  try {
    await store.takeAllowance(user, "import");
  } catch (error) {
    throw refusalOf(error);
  }
}

/** Takes in a replay that is at hand. */
export async function takeReplay(
  handed: HandedReplay,
  act: Act,
  deps: ImportingDeps,
): Promise<RecordedImport> {
  const read = readReplay(handed.content, handed.kind);
  if (!read.ok) throw unreadable(read.error);
  const { server, replayId, source, game } = handed;
  const { log, uploadedAt } = read.file;
  const checked = await readChecked(log, { ...{ replayId, source, game, uploadedAt }, now: deps.now });
  if (!checked.ok) throw unreadable(checked.error);
  const { replay, outside } = checked;
  const { facts } = replay;
  const { hash } = outside;
  const question = {
    ...{ matchId: handed.matchId, server, room: replayId && `battle-${replayId}` },
    ...{ names: facts.names, format: facts.format, at: facts.began_at },
  };
  try {
    const terms = await deps.store.importTerms(act.actor, question);
    const { swapped, reasons } = checkImport(replay, terms);
    // What is stored already stays: by its whole text, not by what is made of it.
    const replayPath = `showdown-${await digestOf(log)}.log`;
    await deps.files.store("replays", replayPath, log);
    const recorded = await deps.store.recordImport(act, {
      ...{ server, replayId, contentHash: hash, matchId: terms.matchId },
      ...{ facts, swapped, reasons, replayPath, source },
    });
    const { status, import_id, match_id, battle_id } = recorded.answer;
    deps.log.info(`Replay ${status}`, {
      ...{ import_id, match_id, battle_id, known: recorded.known },
      ...{ request_id: act.requestId, reasons: recorded.answer.reasons.map(({ code }) => code) },
    });
    return recorded;
  } catch (error) {
    throw refusalOf(error, "MATCH_NOT_FOUND");
  }
}

async function fetchReplay(
  text: string,
  { store, host, local }: ImportingDeps,
): Promise<Pick<HandedReplay, "content" | "kind" | "server" | "replayId">> {
  const servers = await store.replayServers();
  const allowed = servers.filter(({ replay_url }) => local || replay_url?.startsWith("https:"));
  const read = readReplayAddress(text, allowed);
  if (!read.ok) throw new Refusal(400, read.code, read.message);
  const { server, replayId, url } = read.address;
  const answer = await host.get(url);
  switch (answer.kind) {
    case "found":
      requireSame(answer.text, replayId);
      return { content: answer.text, kind: "json", server, replayId };
    case "missing":
      throw new Refusal(
        404,
        "REPLAY_NOT_FOUND",
        `Cannot import the replay: its host has no replay '${replayId}'`,
      );
    case "too_large":
      throw new Refusal(413, "TOO_LARGE", "Cannot import the replay: it is over 10 MB");
    case "down":
      throw new Refusal(
        503,
        "REPLAY_HOST_UNAVAILABLE",
        `Cannot import the replay: its host fails (${answer.message}); ask again later`,
      );
  }
}

/** A host that answers every address with some replay has not this one. */
function requireSame(content: string, replayId: string): void {
  const read = readReplay(content, "json");
  if (!read.ok) throw unreadable(read.error);
  const { id } = read.file;
  if (id === null || id.endsWith(replayId) || id.includes(`${replayId}-`)) return;
  throw new Refusal(
    404,
    "REPLAY_NOT_FOUND",
    `Cannot import the replay: its host answers with another one, '${id}'`,
  );
}

function unreadable({ code, line, message }: ReplayError): Refusal {
  const where = line > 0 ? ` (line ${line})` : "";
  if (code === "truncated") {
    return new Refusal(422, "LOG_WITHOUT_END", `Cannot import the replay: ${message}${where}`);
  }
  if (code === "too_large") return new Refusal(413, "TOO_LARGE", `Cannot import the replay: ${message}`);
  return new Refusal(422, "UNREADABLE_REPLAY", `Cannot import the replay: ${message}${where}`);
}

async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest).slice(0, 20), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}
