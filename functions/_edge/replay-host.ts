const TIMEOUT_MS = 10_000;

/** What a host made of the question for a replay. `down`: ask again later. */
export type HostAnswer =
  | { kind: "found"; text: string }
  | { kind: "missing" }
  | { kind: "too_large" }
  | { kind: "down"; message: string };

/** Hosts of replays, as functions ask them. */
export interface ReplayHost {
  /** @param url of a host that is allowed. Never throws. */
  get(url: string): Promise<HostAnswer>;
}

export interface ReplayHostOptions {
  fetch: typeof fetch;
  /** In bytes. */
  limit: number;
  /** For all of it. @default 10_000 */
  timeoutMs?: number;
}

/** Asks without credentials and follows nowhere: to another host it would be somebody else's question. */
export function connectReplayHost({ fetch, limit, timeoutMs = TIMEOUT_MS }: ReplayHostOptions): ReplayHost {
  return {
    async get(url) {
      try {
        const response = await fetch(url, {
          headers: { accept: "application/json" },
          redirect: "manual",
          credentials: "omit",
          signal: AbortSignal.timeout(timeoutMs),
        });
        if (response.ok) return await read(response, limit);
        await response.body?.cancel();
        const { status } = response;
        if (status === 404 || status === 410) return { kind: "missing" };
        // A browser's fetch hides the status of a redirect.
        const away = status === 0 || (status >= 300 && status < 400);
        return { kind: "down", message: away ? "it sends elsewhere" : `it answers ${status}` };
      } catch (error) {
        const late = error instanceof DOMException && error.name === "TimeoutError";
        return { kind: "down", message: late ? "it does not answer in time" : "it cannot be reached" };
      }
    },
  };
}

async function read(response: Response, limit: number): Promise<HostAnswer> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || !value) return { kind: "found", text: text + decoder.decode() };
    size += value.byteLength;
    if (size > limit) {
      await reader?.cancel();
      return { kind: "too_large" };
    }
    text += decoder.decode(value, { stream: true });
  }
}
