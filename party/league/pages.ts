import * as z from "zod";
import { MAX_VIEWS } from "../../functions/_shared/schema/league.ts";
import { CLOSE_FLOOD, MessageRate } from "../sockets/rate.ts";
import { CLOSE_MALFORMED, PATIENCE, type Socket as PlainSocket } from "../sockets/socket.ts";
import { LeagueError } from "./frames.ts";

/** What a connection remembers while its room is out of memory: the views that it follows. */
const SocketState = z.object({ tags: z.array(z.string()) });

/** One end of a WebSocket, which keeps a state for the room. */
export interface Socket extends PlainSocket {
  readonly state: unknown;
  setState(state: z.infer<typeof SocketState>): unknown;
}

/** What a page has of a view: the body that was sent to it last, and whether it said that it read that. */
interface Sent {
  etag: string;
  seen: boolean;
}

/** An open page. */
export interface Page {
  readonly socket: Socket;
  /** The views that it follows; `null` for a page that never followed any, and is told of every change. */
  tags: ReadonlySet<string> | null;
  readonly sent: Map<string, Sent>;
  readonly rate: MessageRate;
  malformed: number;
}

export interface PagesDeps {
  now: () => number;
  log: (event: string, fields: Record<string, unknown>) => void;
}

/** Everyone who is connected, and which views they follow. */
export class Pages {
  readonly #deps: PagesDeps;
  readonly #open = new Map<Socket, Page>();

  constructor(deps: PagesDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Takes in a connection, a new one or one from before the room lost its memory. Said twice, it changes nothing. */
  open(socket: Socket): Page {
    const known = this.#open.get(socket);
    if (known) return known;
    const state = SocketState.safeParse(socket.state).data;
    const page: Page = {
      socket,
      tags: state ? new Set(state.tags) : null,
      sent: new Map(),
      rate: new MessageRate(this.#deps.now()),
      malformed: 0,
    };
    this.#open.set(socket, page);
    return page;
  }

  leave(socket: Socket): void {
    this.#open.delete(socket);
  }

  /** Those that follow the view. */
  *of(tag: string): Iterable<Page> {
    for (const page of this.#open.values()) if (page.tags?.has(tag)) yield page;
  }

  /** The views that somebody follows. */
  followed(): Set<string> {
    return new Set([...this.#open.values()].flatMap(({ tags }) => [...(tags ?? [])]));
  }

  /** Whether anybody follows the view. */
  follow(tag: string): boolean {
    for (const _ of this.of(tag)) return true;
    return false;
  }

  /** Those that follow nothing, and ask for themselves. */
  *plain(): Iterable<Page> {
    for (const page of this.#open.values()) if (page.tags === null) yield page;
  }

  /**
   * Lets a page follow more views. A body that it has not read yet is on its way still, and counts: who reads nothing
   * must not fill the room's memory.
   *
   * @param have by tag, what the page says that it has
   * @throws {LeagueError} `TOO_MANY_VIEWS`, and it follows what it did
   */
  add(page: Page, tags: readonly string[], have: Readonly<Record<string, string>> = {}): void {
    const all = new Set([...(page.tags ?? []), ...tags]);
    const held = new Set([...all, ...unread(page)]).size;
    if (held > MAX_VIEWS) {
      throw new LeagueError("TOO_MANY_VIEWS", `Cannot follow ${held} views: ${MAX_VIEWS} are the most`);
    }
    this.#follow(page, all);
    for (const tag of tags) {
      if (page.sent.get(tag)?.seen === false) continue;
      const etag = have[tag];
      if (etag === undefined) page.sent.delete(tag);
      else page.sent.set(tag, { etag, seen: true });
    }
  }

  remove(page: Page, tags: readonly string[]): void {
    for (const tag of tags) if (page.sent.get(tag)?.seen) page.sent.delete(tag);
    this.#follow(page, new Set([...(page.tags ?? [])].filter((tag) => !tags.includes(tag))));
  }

  /** Whether a frame of the page is to be read; otherwise it is told so, or closed. */
  admits(page: Page): boolean {
    const verdict = page.rate.take(this.#deps.now());
    if (verdict === "close") this.close(page, CLOSE_FLOOD, "too many messages");
    if (verdict === "refuse")
      this.refuse(page, new LeagueError("RATE_LIMITED", "Cannot read so many messages: slow down"));
    return verdict === "pass";
  }

  /** Tells a page why it was refused, and closes it when it will not learn. */
  refuse(page: Page, error: LeagueError): void {
    if (error.code === "INVALID_MESSAGE") page.malformed += 1;
    const isLast = page.malformed >= PATIENCE;
    this.send(page, error.frame(!isLast));
    if (isLast) this.close(page, CLOSE_MALFORMED, "too many malformed messages");
  }

  /** One broken connection must not keep a frame from the others. Its close is told by the runtime. */
  send({ socket }: Page, frame: string): void {
    try {
      socket.send(frame);
    } catch (error) {
      this.#lost(error);
    }
  }

  close({ socket }: Page, code: number, reason: string): void {
    this.leave(socket);
    try {
      socket.close(code, reason);
    } catch (error) {
      this.#lost(error);
    }
  }

  #follow(page: Page, tags: ReadonlySet<string>): void {
    try {
      page.socket.setState({ tags: [...tags] });
    } catch {
      // The runtime keeps 2 KB a connection, the page's own address included.
      throw new LeagueError(
        "TOO_MANY_VIEWS",
        `Cannot follow ${tags.size} views: their names are too long together`,
      );
    }
    page.tags = tags;
  }

  #lost(error: unknown): void {
    this.#deps.log("connection.lost", { error: error instanceof Error ? error.message : String(error) });
  }
}

/** The views whose last body the page has not read. */
function* unread({ sent }: Page): Iterable<string> {
  for (const [tag, { seen }] of sent) if (!seen) yield tag;
}
