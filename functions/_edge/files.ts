import type { SupabaseClient } from "@supabase/supabase-js";

/** Replays and input logs in Storage. */
export interface Files {
  /** Stores text under a new name; what is there already stays as it is. */
  store(bucket: Bucket, path: string, text: string): Promise<void>;
  /** A replay's text, `null` when there is none. */
  replay(path: string): Promise<string | null>;
  /** The files below a folder of the replay sources, by whole path, those of the last names first; `most` at the most. */
  sources(prefix: string, most: number): Promise<string[]>;
  /** The text of one, `null` when it is gone. */
  source(path: string): Promise<string | null>;
  /** Asks whether Storage answers; throws where it does not. */
  reach(): Promise<void>;
}

export type Bucket = "replays" | "input-logs";

export function createFiles(client: SupabaseClient): Files {
  return {
    async store(bucket, path, text) {
      const options = { contentType: "text/plain; charset=utf-8", upsert: false };
      const file = new Blob([text], { type: options.contentType });
      const { error } = await client.storage.from(bucket).upload(path, file, options);
      if (error && !isDuplicate(error))
        throw new Error(`Cannot store ${bucket}/${path}: ${error.message}`, { cause: error });
    },
    async replay(path) {
      const { data, error } = await client.storage.from("replays").download(path);
      if (error) {
        if (statusOf(error) === 404) return null;
        throw new Error(`Cannot read replays/${path}: ${error.message}`, { cause: error });
      }
      return await data.text();
    },
    async sources(prefix, most) {
      const found: string[] = [];
      await walk(client, prefix, MOST_FOLDERS, found, most);
      return found;
    },
    async source(path) {
      const { data, error } = await client.storage.from(SOURCES).download(path);
      if (error) {
        if (statusOf(error) === 404) return null;
        throw new Error(`Cannot read ${SOURCES}/${path}: ${error.message}`, { cause: error });
      }
      return await data.text();
    },
    async reach() {
      const { error } = await client.storage.from("replays").list("", { limit: 1 });
      if (error) throw new Error(`Cannot reach Storage: ${error.message}`, { cause: error });
    },
  };
}

const SOURCES = "replay-sources";
const PAGE = 1000;
/** Folders within folders: a Showdown server keeps `logs/<month>/<format>/<day>/`. */
const MOST_FOLDERS = 5;

/** The latest names come first: those of days and of rooms grow. */
async function walk(
  client: SupabaseClient,
  folder: string,
  depth: number,
  found: string[],
  most: number,
): Promise<void> {
  for (let offset = 0; found.length < most; offset += PAGE) {
    const options = { limit: PAGE, offset, sortBy: { column: "name", order: "desc" } };
    const { data, error } = await client.storage.from(SOURCES).list(folder, options);
    if (error) throw new Error(`Cannot list ${SOURCES}/${folder}: ${error.message}`, { cause: error });
    for (const { id, name } of data) {
      if (found.length >= most) return;
      const path = `${folder}/${name}`;
      // What has no id is a folder.
      if (id !== null) found.push(path);
      else if (depth > 1) await walk(client, path, depth - 1, found, most);
    }
    if (data.length < PAGE) return;
  }
}

function isDuplicate(error: unknown): boolean {
  return statusOf(error) === 409;
}

/** Storage answers 400 and says the status that it means in the body: `statusCode`. */
function statusOf(error: unknown): number {
  const { statusCode, status } = error as { statusCode?: string | number; status?: number };
  return Number(statusCode ?? status);
}
