import type { ViewCache } from "./cache.ts";
import { type Reading, ViewUnavailable } from "./cache.ts";
import { LeagueError, viewFrame } from "./frames.ts";
import type { Page, Pages } from "./pages.ts";
import { isFollower } from "./view.ts";

/** Milliseconds between two bodies of one view: a view that changes all the time is read and sent so often at the most. */
export const PACE = 250;
/** The same of a view that follows others: there are as many of those as players and matches. */
export const FOLLOWER_PACE = 2_000;
/** Milliseconds before a view that could not be read is tried again, and at most before any try. */
const RETRY = 1_500;
const RETRY_CAP = 30_000;

export interface FeedDeps {
  cache: ViewCache;
  pages: Pages;
  wait: (milliseconds: number) => Promise<void>;
}

/**
 * Sends views to the pages that follow them: a body that a page does not have, and no other before it has read that one.
 * So a slow page skips bodies, and never hears the same twice. Nothing happens here while nothing changes.
 */
export class Feed {
  readonly #deps: FeedDeps;
  /** The views whose news are on their way, and whether there are more since. */
  readonly #running = new Map<string, { again: boolean }>();
  #pushes = 0;

  constructor(deps: FeedDeps) {
    this.#deps = deps;
  }

  get pushes(): number {
    return this.#pushes;
  }

  /** Sends the view to a page as it is now. */
  async show(page: Page, tag: string): Promise<void> {
    try {
      const reading = await this.#deps.cache.get(tag);
      if (reading.stale) this.changed(tag);
      this.#offer(page, tag, reading);
    } catch (error) {
      if (!(error instanceof ViewUnavailable)) throw error;
      this.#deps.pages.refuse(page, new LeagueError("STORE_UNAVAILABLE", error.message, tag));
      this.changed(tag);
    }
  }

  /** A page has read the body that it was sent: it gets the one that came meanwhile. Whether there was one to read. */
  async seen(page: Page, tag: string): Promise<void> {
    const sent = page.sent.get(tag);
    if (!sent || sent.seen) return;
    sent.seen = true;
    page.rate.give();
    if (page.tags?.has(tag)) await this.show(page, tag);
    else page.sent.delete(tag);
  }

  /** Sends the view to all who follow it, soon. */
  changed(tag: string): void {
    const running = this.#running.get(tag);
    if (running) running.again = true;
    else if (this.#deps.pages.follow(tag)) void this.#run(tag);
  }

  async #run(tag: string): Promise<void> {
    const { pages, wait } = this.#deps;
    const run = { again: true };
    this.#running.set(tag, run);
    let failures = 0;
    while (run.again && pages.follow(tag)) {
      run.again = false;
      if (await this.#push(tag)) {
        failures = 0;
        await wait(isFollower(tag) ? FOLLOWER_PACE : PACE);
      } else {
        failures += 1;
        run.again = true;
        await wait(Math.min(RETRY_CAP, RETRY * 2 ** (failures - 1)));
      }
    }
    this.#running.delete(tag);
  }

  /** False when the database could not be asked. */
  async #push(tag: string): Promise<boolean> {
    let reading: Reading;
    try {
      reading = await this.#deps.cache.get(tag);
    } catch {
      return false;
    }
    if (reading.stale) return false;
    for (const page of this.#deps.pages.of(tag)) this.#offer(page, tag, reading);
    return true;
  }

  #offer(page: Page, tag: string, { view, stale }: Reading): void {
    const { pages } = this.#deps;
    if (!page.tags?.has(tag)) return;
    if (view === null) {
      pages.remove(page, [tag]);
      pages.refuse(page, new LeagueError("UNKNOWN_VIEW", `Cannot show '${tag}': there is no such view`, tag));
      return;
    }
    const sent = page.sent.get(tag);
    if (sent && (!sent.seen || sent.etag === view.etag)) return;
    page.sent.set(tag, { etag: view.etag, seen: false });
    pages.send(page, viewFrame(tag, view, stale));
    this.#pushes += 1;
  }
}
