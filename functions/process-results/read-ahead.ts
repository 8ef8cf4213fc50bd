import type { Files } from "../_edge/files.ts";

/** Begins to fetch these replays at once; each is handed out to the first who asks for it, others are fetched then. */
export function readAhead(paths: Iterable<string>, files: Pick<Files, "replay">): Pick<Files, "replay"> {
  const fetched = new Map<string, Promise<string | null>>();
  for (const path of paths) {
    const text = files.replay(path);
    // Who asks for it hears why it failed; nobody may ask.
    text.catch(() => undefined);
    fetched.set(path, text);
  }
  return {
    replay(path) {
      const text = fetched.get(path);
      fetched.delete(path);
      return text ?? files.replay(path);
    },
  };
}
