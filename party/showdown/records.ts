import type { ShowdownRoomId, Watch } from "../../functions/_shared/schema/showdown.ts";
import { messageOf } from "../durable/faults.ts";
import type { RoomStorage } from "../durable/storage.ts";
import {
  baseOf,
  type Claim,
  newRecord,
  RECORDS,
  readRecord,
  recordKey,
  type Watched,
  type WatchRecord,
  watched,
} from "./record.ts";

/** Rooms that are remembered at the most. */
const MOST = 2_000;

export interface RecordsDeps {
  storage: RoomStorage;
  log(event: string, fields: Record<string, unknown>): void;
}

/** The rooms that are watched, by what they are called without a password: in memory, and in storage. */
export class Records {
  readonly #deps: RecordsDeps;
  readonly #rooms = new Map<string, Watched>();

  constructor(deps: RecordsDeps) {
    this.#deps = deps;
  }

  /** Reads what is stored. What cannot be read is left out and told: one record must not cost all of them. */
  async load(): Promise<void> {
    for (const [key, value] of await this.#deps.storage.list<unknown>({ prefix: RECORDS })) {
      const record = readRecord(value);
      if (record) this.#rooms.set(baseOf(record.room), watched(record));
      else this.#deps.log("record.failed", { key });
    }
  }

  all(): Watched[] {
    return [...this.#rooms.values()];
  }

  /** The room, whether it is hidden or not. */
  get(room: string): Watched | undefined {
    return this.#rooms.get(baseOf(room));
  }

  /** Whether it is still what is watched of its room. */
  has(battle: Watched): boolean {
    return this.get(battle.record.room) === battle;
  }

  add(room: ShowdownRoomId, watch: Watch | null, claim: Claim | null): void {
    if (this.#rooms.size >= MOST) {
      this.#deps.log("battle.refused", { room: baseOf(room), error: "too many battles are watched" });
      return;
    }
    const battle = watched(newRecord(room, watch, claim));
    this.#rooms.set(baseOf(room), battle);
    this.change(battle, {});
  }

  drop({ record: { room } }: Watched): void {
    this.#rooms.delete(baseOf(room));
    this.#deps.storage.delete(recordKey(room)).catch((error) => this.#fail(error));
  }

  /**
   * Changes a record, in memory and in storage. A report that cannot be stored is undone, and comes up again.
   *
   * @param store stores the changed record, together with what it causes
   */
  change(
    battle: Watched,
    changes: Partial<WatchRecord>,
    store: (cause: Record<string, unknown>) => Promise<void> = (cause) => this.#deps.storage.put(cause),
  ): void {
    battle.record = { ...battle.record, ...changes };
    store({ [recordKey(battle.record.room)]: battle.record })
      .then(() => {
        // What the log said is in storage now, or of no use.
        if (battle.record.done) battle.log.forget();
      })
      .catch((error) => {
        this.#fail(error);
        if (changes.done) battle.record = { ...battle.record, done: false };
        if (changes.told) battle.record = { ...battle.record, told: false };
      });
  }

  #fail(error: unknown): void {
    this.#deps.log("storage.failed", { error: messageOf(error) });
  }
}
