import { botIsAsked, playBot } from "./bot/practice.ts";
import type { Context } from "./context.ts";
import { release } from "./players/spectators.ts";

/** How long the bot lets its opponent read what has happened, in milliseconds. */
const BOT_PAUSE = 5;

/** What happens by itself a moment after something else: the bot plays, and spectators see what was held back. */
export class FollowUps {
  readonly #later: (milliseconds: number, task: () => Promise<void>) => void;
  readonly #context: () => Promise<Context | null>;
  #botWaits = false;
  #releaseWaits = false;

  /** @param later does something in the room's turn in so many milliseconds */
  constructor(
    later: (milliseconds: number, task: () => Promise<void>) => void,
    context: () => Promise<Context | null>,
  ) {
    this.#later = later;
    this.#context = context;
  }

  /** To be called whenever something has happened. */
  arrange(context: Context): void {
    this.#releaseLater(context);
    this.#botLater(context);
  }

  /** The room settles after the task, whatever it did, and releases then. */
  #releaseLater(context: Context): void {
    release(context);
    const next = context.delay?.next ?? null;
    if (next === null || this.#releaseWaits) return;
    this.#releaseWaits = true;
    this.#later(Math.max(0, next - context.now()), async () => {
      this.#releaseWaits = false;
    });
  }

  #botLater({ state }: Context): void {
    if (this.#botWaits || !botIsAsked(state)) return;
    this.#botWaits = true;
    this.#later(BOT_PAUSE, async () => {
      this.#botWaits = false;
      const context = await this.#context();
      if (context) await playBot(context);
    });
  }
}
