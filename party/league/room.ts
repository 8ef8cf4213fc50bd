import type { LeagueClientMessage } from "../../functions/_shared/schema/league.ts";
import type { LeagueStatus } from "../../functions/_shared/schema/rooms.ts";
import { type CacheDeps, type Reading, ViewCache } from "./cache.ts";
import { Feed, type FeedDeps } from "./feed.ts";
import { LeagueError, readMessage, write } from "./frames.ts";
import { type Page, Pages, type Socket } from "./pages.ts";
import { isFollower } from "./view.ts";

export type LeagueRoomDeps = CacheDeps & Pick<FeedDeps, "wait">;

/** The live cache: views by tag for whoever asks, and for open pages as they change. It has no memory but its own. */
export class LeagueRoom {
  readonly #pages: Pages;
  readonly #cache: ViewCache;
  readonly #feed: Feed;

  constructor(deps: LeagueRoomDeps) {
    this.#pages = new Pages(deps);
    this.#cache = new ViewCache(deps);
    this.#feed = new Feed({ pages: this.#pages, cache: this.#cache, wait: deps.wait });
  }

  /** Takes in a connection, a new one or one from before the room lost its memory. */
  open(socket: Socket): void {
    this.#pages.open(socket);
  }

  leave(socket: Socket): void {
    this.#pages.leave(socket);
  }

  /** Takes a frame of a page. */
  async receive(socket: Socket, data: unknown): Promise<void> {
    const page = this.#pages.open(socket);
    if (!this.#pages.admits(page)) return;
    try {
      await this.#obey(page, readMessage(data));
    } catch (error) {
      if (!(error instanceof LeagueError)) throw error;
      this.#pages.refuse(page, error);
    }
  }

  /**
   * The view as it is now.
   *
   * @throws {ViewUnavailable} when neither the database nor the memory has it
   */
  read(tag: string): Promise<Reading> {
    return this.#cache.get(tag);
  }

  /** Forgets views and what follows them, and lets open pages know. Gives how many pages are open. */
  invalidate(tags: readonly string[]): number {
    const changed = this.#cache.forget(tags);
    // What the memory has lost may follow any of them.
    for (const tag of this.#pages.followed()) {
      if (isFollower(tag) && !this.#cache.has(tag)) changed.add(tag);
    }
    const frame = write({ type: "INVALIDATED", tags: [...tags] });
    for (const page of this.#pages.plain()) this.#pages.send(page, frame);
    for (const tag of changed) this.#feed.changed(tag);
    return this.#pages.size;
  }

  status(): LeagueStatus {
    return { ...this.#cache.counts, pushes: this.#feed.pushes, connections: this.#pages.size };
  }

  async #obey(page: Page, message: LeagueClientMessage): Promise<void> {
    switch (message.type) {
      case "SUBSCRIBE": {
        const { tags, have } = message;
        this.#pages.add(page, tags, have);
        await Promise.all(tags.map((tag) => this.#feed.show(page, tag)));
        return;
      }
      case "UNSUBSCRIBE":
        this.#pages.remove(page, message.tags);
        return;
      case "SEEN":
        await this.#feed.seen(page, message.tag);
        return;
    }
  }
}
