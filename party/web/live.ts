import { PartySocket } from "partysocket";
import { LeagueMessage } from "../../functions/_shared/schema/protocol.ts";

/** Hears which views changed. Tags are lossy hints: after a lost connection every view counts as changed. */
export interface Live {
  /** Calls back when a tag that `concerns` accepts changed; returns the way to stop. */
  watch(concerns: (tag: string) => boolean, changed: () => void): () => void;
  close(): void;
}

/** The part of a reconnecting socket that `connectLive` uses. */
export interface LiveSocket {
  addEventListener(type: "open", listener: () => void): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  close(): void;
}

/** Listens to `/parties/league/all` on the host that served the page. */
export function connectLive(host: string): Live {
  const socket = new PartySocket({ host, party: "league", room: "all" });
  return listen({
    addEventListener: (type: string, listener: (event: MessageEvent) => void) =>
      socket.addEventListener(type, listener as EventListener),
    close: () => socket.close(),
  });
}

/** `connectLive` over any socket. */
export function listen(socket: LiveSocket): Live {
  const watchers = new Set<{ concerns: (tag: string) => boolean; changed: () => void }>();
  let opened = 0;
  socket.addEventListener("open", () => {
    opened += 1;
    if (opened > 1) for (const watcher of [...watchers]) watcher.changed();
  });
  socket.addEventListener("message", (event) => {
    const tags = readTags(event.data);
    for (const watcher of [...watchers]) if (tags.some(watcher.concerns)) watcher.changed();
  });
  return {
    watch(concerns, changed) {
      const watcher = { concerns, changed };
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    close: () => socket.close(),
  };
}

function readTags(data: unknown): string[] {
  if (typeof data !== "string") return [];
  try {
    const message = LeagueMessage.safeParse(JSON.parse(data));
    return message.success ? message.data.tags : [];
  } catch {
    // Not JSON: not from our server, and a hint may be missed.
    return [];
  }
}
