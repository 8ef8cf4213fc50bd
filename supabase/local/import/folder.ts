import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { readFileName } from "../../../functions/_shared/battle/replay-file.ts";
import { IMPORT_LIMIT } from "../../../functions/_shared/schema/imports.ts";

export interface FolderImport {
  folder: string;
  /** Where `import-replay` is. */
  functionUrl: string;
  secretKey: string;
  /** The Showdown server whose `logs/` or `replays/` the folder is. */
  server: string;
  fetch: typeof fetch;
  say: (line: string) => void;
}

/** `failed`: it is posted again in the next round. */
export type Fate = "accepted" | "disputed" | "refused" | "skipped" | "failed";

/** A folder whose replays are posted to `import-replay`, each once: a changed file again. */
export class Folder {
  readonly #options: FolderImport;
  /** Sizes and times of the files that were posted, and of those seen in the last round. */
  readonly #posted = new Map<string, string>();
  #seen = new Map<string, string>();

  constructor(options: FolderImport) {
    this.#options = options;
  }

  /**
   * Posts what is new.
   *
   * @param settled a file that changes is written to: only what was the same in the last round is posted
   */
  async round({ settled }: { settled: boolean }): Promise<Record<Fate, number>> {
    const counts = { accepted: 0, disputed: 0, refused: 0, skipped: 0, failed: 0 };
    const seen = await this.#look();
    for (const [path, mark] of seen) {
      if (this.#posted.get(path) === mark) continue;
      if (settled && this.#seen.get(path) !== mark) continue;
      const { fate, why } = await this.#post(path);
      counts[fate] += 1;
      if (fate !== "failed") this.#posted.set(path, mark);
      if (fate !== "skipped") this.#options.say(`${relative(this.#options.folder, path)}: ${why}`);
    }
    this.#seen = seen;
    return counts;
  }

  async #look(): Promise<Map<string, string>> {
    const { folder } = this.#options;
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile() && readFileName(entry.name) !== null)
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    const seen = new Map<string, string>();
    for (const path of paths) {
      // It may be gone by now.
      const file = await stat(path).catch(() => null);
      if (file) seen.set(path, `${file.size}/${file.mtimeMs}`);
    }
    return seen;
  }

  async #post(path: string): Promise<{ fate: Fate; why: string }> {
    const { functionUrl, secretKey, server, fetch } = this.#options;
    const name = readFileName(path);
    try {
      const content = await readFile(path, "utf8");
      if (content.length === 0 || content.length > IMPORT_LIMIT)
        return { fate: "skipped", why: "empty or over 10 MB" };
      const origin = name?.replayId ? { server, replay_id: name.replayId } : undefined;
      const response = await fetch(functionUrl, {
        method: "POST",
        headers: { "content-type": "application/json", apikey: secretKey },
        body: JSON.stringify({ content, kind: name?.kind, origin }),
      });
      const answer = (await response.json()) as {
        status?: "accepted" | "disputed" | "refused";
        reasons?: { message: string }[];
        error?: { message: string };
      };
      if (response.ok && answer.status) {
        const reasons = (answer.reasons ?? []).map(({ message }) => message).join("; ");
        return { fate: answer.status, why: reasons ? `${answer.status} (${reasons})` : answer.status };
      }
      const why = answer.error?.message ?? `the function answered ${response.status}`;
      // A server writes down all of its battles: most are of no match.
      if (response.status === 404) return { fate: "skipped", why };
      const later = response.status >= 500 || response.status === 409 || response.status === 401;
      return { fate: later ? "failed" : "refused", why };
    } catch (error) {
      return { fate: "failed", why: error instanceof Error ? error.message : String(error) };
    }
  }
}
