import type { Context } from "../context.ts";
import { battleEnd, battleUpdate } from "../messages.ts";
import type { Connections } from "./connections.ts";

/** How long changes of the number of spectators are gathered, in milliseconds. */
const GATHERING = 1_000;

/** Tells a room how many watch it, once a second at the most. */
export class SpectatorCount {
  readonly #connections: Connections;
  readonly #after: (milliseconds: number, task: () => void) => void;
  /** The number that everyone knows. */
  #told = 0;
  #gathering = false;

  constructor(connections: Connections, after: (milliseconds: number, task: () => void) => void) {
    this.#connections = connections;
    this.#after = after;
  }

  /** To be called when the number may have changed. */
  update(): void {
    if (this.#gathering || this.#connections.count("spectator") === this.#told) return;
    this.#gathering = true;
    this.#after(GATHERING, () => {
      this.#gathering = false;
      const count = this.#connections.count("spectator");
      if (count === this.#told) return;
      this.#told = count;
      this.#connections.publish(() => ({ type: "SPECTATORS", count }));
    });
  }

  /** To be called when the room has come back to memory: the number is what everyone was told before. */
  recall(): void {
    this.#told = this.#connections.count("spectator");
  }
}

/** Sends spectators who are kept behind what they may see by now. */
export function release(
  context: Pick<Context, "state" | "connections" | "presence" | "notes" | "delay" | "now">,
): void {
  const { delay, connections, now } = context;
  const { live } = context.state;
  if (!delay || !live) return;
  const since = delay.sent;
  const seq = delay.released(now());
  if (seq <= since) return;
  delay.sent = seq;
  connections.publish((audience) =>
    audience === "spectator" ? battleUpdate(context, live, audience, since) : null,
  );
  if (seq < live.simulator.seq("spectator")) return;
  connections.publish((audience) => (audience === "spectator" ? battleEnd(live) : null));
}
