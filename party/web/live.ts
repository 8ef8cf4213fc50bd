import {
  type LeagueClientMessage,
  LeagueServerMessage,
  MAX_VIEWS,
} from "../../functions/_shared/schema/league.ts";
import { openSocket, type RoomSocket, readMessage } from "./socket.ts";

/** Milliseconds in which views that a page begins or ceases to show are gathered into one message. */
const GATHERING = 50;

/** A view as the league told it last. */
export interface LiveView {
  /** `undefined` before it came, `null` where there is none of that name. */
  body: unknown;
  /** Why it could not be had, the last time. */
  error: string | null;
}

/** The league's views, kept up to date while somebody watches. */
export interface Live {
  /** Calls back with the view as it is known, at once and whenever it changes; returns the way to stop. */
  watch(tag: string, listener: (view: LiveView) => void): () => void;
  /** Asks for a view again. */
  reload(tag: string): void;
}

/** A view's body with its mark. @throws what to tell the visitor */
export type FetchView = (tag: string) => Promise<{ body: unknown; etag: string | null }>;

interface Followed {
  view: LiveView;
  etag: string | null;
  listeners: Set<(view: LiveView) => void>;
  /** Counts the answers that were asked for and the bodies that came by themselves: an answer that was overtaken is old. */
  turn: number;
  /** It was asked for once: the connection need not tell what is at hand. */
  settled: boolean;
}

/** Follows `/parties/league/all` on the host that served the page. */
export function connectLive(host: string): Live {
  return follow(openSocket(host, "league", "all"), fetchView);
}

/** Asks the cache. The browser keeps bodies by their marks, and is told where one still holds. */
async function fetchView(tag: string): Promise<{ body: unknown; etag: string | null }> {
  const response = await fetch(`/parties/league/all?tag=${encodeURIComponent(tag)}`);
  if (response.status === 404) return { body: null, etag: null };
  if (!response.ok) throw new Error(`the league answered ${response.status}`);
  return { body: await response.json(), etag: response.headers.get("etag") };
}

/**
 * `connectLive` over any socket: each view is fetched once, so that it is there before the connection is, and then
 * followed. After a lost connection the league sends what has changed meanwhile.
 */
export function follow(socket: RoomSocket, fetch: FetchView): Live {
  const views = new Map<string, Followed>();
  /** What the league sends on this connection; `null` while there is none. */
  let told: Set<string> | null = null;
  let gathering = false;

  const send = (message: LeagueClientMessage) => socket.send(JSON.stringify(message));
  const show = (view: Followed, shown: LiveView, etag: string | null) => {
    Object.assign(view, { view: shown, etag });
    for (const listener of [...view.listeners]) listener(shown);
  };
  const settle = () => {
    if (gathering) return;
    gathering = true;
    setTimeout(() => {
      gathering = false;
      agree();
    }, GATHERING);
  };
  /** Tells the league which views are watched, where that has changed. */
  const agree = () => {
    if (told === null) return;
    const known = told;
    const wanted = [...views].filter(([, { settled }]) => settled).slice(0, MAX_VIEWS);
    const begin = wanted.filter(([tag]) => !known.has(tag));
    const cease = [...known].filter((tag) => !views.has(tag));
    if (cease.length > 0) send({ type: "UNSUBSCRIBE", tags: cease });
    if (begin.length > 0) {
      const have = Object.fromEntries(
        begin.flatMap(([tag, { etag }]) => (etag === null ? [] : [[tag, etag]])),
      );
      send({ type: "SUBSCRIBE", v: 1, tags: begin.map(([tag]) => tag), have });
    }
    told = new Set(wanted.map(([tag]) => tag));
  };
  const load = async (tag: string, view: Followed) => {
    view.turn += 1;
    const turn = view.turn;
    try {
      const { body, etag } = await fetch(tag);
      if (turn === view.turn) show(view, { body, error: null }, etag);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (turn === view.turn) show(view, { ...view.view, error: message }, view.etag);
    }
    view.settled = true;
    settle();
  };
  const reload = (tag: string) => {
    const view = views.get(tag);
    if (view) void load(tag, view);
  };

  const receive = (message: LeagueServerMessage) => {
    switch (message.type) {
      case "VIEW": {
        const { tag, body, etag } = message;
        send({ type: "SEEN", tag });
        const view = views.get(tag);
        if (!view) return;
        view.turn += 1;
        return show(view, { body, error: null }, etag);
      }
      case "INVALIDATED":
        return message.tags.forEach(reload);
      case "ERROR": {
        const view = message.tag === undefined ? undefined : views.get(message.tag);
        if (view && message.code === "UNKNOWN_VIEW") show(view, { body: null, error: null }, null);
        else if (view) show(view, { ...view.view, error: message.message }, view.etag);
      }
    }
  };

  socket.addEventListener("open", () => {
    told = new Set();
    agree();
  });
  socket.addEventListener("close", () => {
    told = null;
  });
  socket.addEventListener("message", ({ data }) => {
    const message = readMessage(LeagueServerMessage, data);
    if (message) receive(message);
  });

  return {
    watch(tag, listener) {
      let view = views.get(tag);
      if (!view) {
        view = {
          view: { body: undefined, error: null },
          etag: null,
          listeners: new Set(),
          turn: 0,
          settled: false,
        };
        views.set(tag, view);
        void load(tag, view);
      }
      const { listeners } = view;
      listeners.add(listener);
      listener(view.view);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0 || views.get(tag)?.listeners !== listeners) return;
        views.delete(tag);
        settle();
      };
    },
    reload,
  };
}
