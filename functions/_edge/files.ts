import type { SupabaseClient } from "@supabase/supabase-js";

/** Replays and input logs in Storage. */
export interface Files {
  /** Stores text under a new name; what is there already stays as it is. */
  store(bucket: Bucket, path: string, text: string): Promise<void>;
  /** A replay's text, `null` when there is none. */
  replay(path: string): Promise<string | null>;
  /** The text of a file of the replay sources, `null` when there is none. */
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

function isDuplicate(error: unknown): boolean {
  return statusOf(error) === 409;
}

/** Storage answers 400 and says the status that it means in the body: `statusCode`. */
function statusOf(error: unknown): number {
  const { statusCode, status } = error as { statusCode?: string | number; status?: number };
  return Number(statusCode ?? status);
}
