import type { ReplayKind } from "./read-replay.ts";

/** What a replay's file is called tells: `logs/2026-11/gen9ou/2026-11-29/gen9ou-12345.log.json`, `gen9ou-12345.html`. */
export interface ReplayFileName {
  kind: ReplayKind;
  /** `gen9ou-12345`, without a password; `null` where it is called otherwise. */
  replayId: string | null;
}

/** Reads the name of a file, with its folders or without; `null` for one that is no replay. */
export function readFileName(path: string): ReplayFileName | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const ending = /\.(?:log\.)?(log|txt|json|html?)$/i.exec(name);
  if (!ending) return null;
  const kind = kindOf(ending[1]?.toLowerCase());
  const [, replayId = null] =
    /^(?:battle-)?([a-z0-9]{1,48}-\d{1,18})(?:-[a-z0-9]{1,40}pw)?$/.exec(name.slice(0, ending.index)) ?? [];
  return { kind, replayId };
}

function kindOf(ending: string | undefined): ReplayKind {
  if (ending === "json") return "json";
  return ending === "html" || ending === "htm" ? "html" : "log";
}
