import { type BattleCheckpoint, CheckpointAnswer } from "../../../functions/_shared/schema/events.ts";
import { type Answer, delay } from "../../durable/outbox.ts";
import type { RoomStorage } from "../../durable/storage.ts";
import type { Live } from "../battle/live.ts";
import { listInputs, parseInputs } from "../storage/input-log.ts";
import type { RoomState } from "../storage/state.ts";

/** Everything the stream does to the world. */
export interface StreamDeps {
  storage: Pick<RoomStorage, "list">;
  /** Between 0 and 1. */
  random(): number;
  /** Calls back in so many milliseconds. */
  later(task: () => Promise<void>, milliseconds: number): void;
  /** Delivers a signed body and gives the answer; throws when there was none. */
  post(id: string, body: string): Promise<Answer>;
  log(event: string, fields: Record<string, unknown>): void;
}

/** @default the values below */
export interface StreamLimits {
  /** Milliseconds from a new input, or from the last checkpoint, to the next one. */
  interval: number;
  /** Milliseconds between attempts that fail, at the most. */
  maxDelay: number;
  /** Inputs of one checkpoint. */
  batch: number;
}
const LIMITS: StreamLimits = { interval: 5_000, maxDelay: 300_000, batch: 500 };

/**
 * Sends the inputs of a battle that runs to Supabase, so that it outlives its room's storage.
 *
 * It is a help in need and no more: nothing waits for it, nothing is stored for it, and after a failure it takes its time.
 * What it has sent it knows from the answers, and begins a little earlier where it has forgotten.
 */
export class Stream {
  readonly #deps: StreamDeps;
  readonly #limits: StreamLimits;
  #state: RoomState | null = null;
  /** Whether a checkpoint is due or under way. */
  #busy = false;
  #failures = 0;

  constructor(deps: StreamDeps, limits: StreamLimits = LIMITS) {
    this.#deps = deps;
    this.#limits = limits;
  }

  /** To be called when a battle was loaded, and whenever inputs were stored. */
  follow(state: RoomState): void {
    this.#state = state;
    this.#arm();
  }

  /** Lets the battle go, until it is followed again. */
  stop(): void {
    this.#state = null;
  }

  #arm(): void {
    if (this.#busy || !this.#pending()) return;
    this.#busy = true;
    const { interval: minDelay, maxDelay } = this.#limits;
    const wait =
      this.#failures > 0 ? delay(this.#failures, this.#deps.random(), { minDelay, maxDelay }) : minDelay;
    this.#deps.later(() => this.#pump(), wait);
  }

  /** The battle, while it runs and has inputs that were not sent. Its end brings all of them in its report. */
  #pending(): { state: RoomState; live: Live } | null {
    const state = this.#state;
    const live = state?.live;
    if (!state || !live || live.simulator.ending || live.streamed >= live.inputs) return null;
    return { state, live };
  }

  async #pump(): Promise<void> {
    const pending = this.#pending();
    if (pending) {
      try {
        await this.#send(pending);
        this.#failures = 0;
      } catch (error) {
        this.#failures += 1;
        const message = error instanceof Error ? error.message : String(error);
        this.#deps.log("checkpoint.delayed", { failures: this.#failures, error: message });
      }
    }
    this.#busy = false;
    this.#arm();
  }

  async #send({ state, live }: { state: RoomState; live: Live }): Promise<void> {
    const from = live.streamed + 1;
    const stored = await listInputs(this.#deps.storage, live.streamed, this.#limits.batch);
    const inputs = parseInputs(stored, live.streamed);
    const last = inputs.at(-1);
    // The newest may still be held for a write that it shares.
    if (!last) return;
    const { battleId: battle_id, correlationId: correlation_id } = state.battle;
    const id = `${battle_id}.checkpoint.${from}-${live.streamed + inputs.length}`;
    const occurred_at = new Date(last.at).toISOString();
    const event: BattleCheckpoint = {
      ...({ kind: "battle.checkpoint", v: 1, id, occurred_at } as const),
      ...{ correlation_id, battle_id, from, inputs },
    };
    const { status, body } = await this.#deps.post(id, JSON.stringify(event));
    if (status !== 200) throw new Error(`Cannot send inputs ${id}: the answer was ${status}`);
    // Fewer than before, if the other side has lost some: they are sent again.
    live.streamed = Math.min(CheckpointAnswer.parse(body).have, live.inputs);
  }
}
