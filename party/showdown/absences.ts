import { Protocol } from "@pkmn/protocol";
import { ShowdownRoomId as RoomId, type ShowdownRoomId } from "../../functions/_shared/schema/showdown.ts";
import { baseOf, type Watched } from "./record.ts";
import type { Records } from "./records.ts";

export interface AbsencesDeps {
  records: Records;
  now(): number;
  /** Lets go of a room that put the watcher out. */
  forget(room: string): void;
  rename(room: string, other: string): void;
  /** Between attempts to enter a room, in milliseconds. */
  retry: number;
}

/** Milliseconds until the first attempt to come back. */
const FIRST_RETRY = 5_000;

/** Rooms that the watcher is not let into, or was put out of: each with its reason, until they can be entered or are given up. */
export class Absences {
  readonly #deps: AbsencesDeps;

  constructor(deps: AbsencesDeps) {
    this.#deps = deps;
  }

  /** Reads why a room does not let the watcher in: `|noinit|…`. */
  refused(battle: Watched, line: string): void {
    const [, reason = "", ...rest] = (Protocol.parseLine(line) ?? []).map(String);
    const text = rest.join("|").slice(0, 200);
    switch (reason) {
      case "rename": {
        const room = RoomId.safeParse(rest[0]);
        if (room.success && baseOf(room.data) === baseOf(battle.record.room)) {
          this.#deps.rename(battle.record.room, room.data);
          this.moved(battle, room.data);
          return;
        }
        this.began(battle, `its room was moved to '${text}'`);
        return;
      }
      case "namerequired":
        this.#deps.records.change(battle, { named: true });
        this.began(battle, "its room is for people with a name, or is gone");
        return;
      case "nonexistent":
        this.began(battle, "its room is gone: it was closed or hidden unseen, or the server lost it");
        return;
      default:
        this.began(battle, `its room cannot be entered: ${text || reason}`);
        return;
    }
  }

  /** The room goes by another id now. */
  moved(battle: Watched, room: ShowdownRoomId): void {
    battle.retryAt = 0;
    this.#deps.records.change(battle, { room, named: room !== baseOf(room), missing: null });
  }

  /** The room is out of reach for now. */
  began(battle: Watched, reason: string): void {
    const { records, now, forget, retry } = this.#deps;
    const { missing, room } = battle.record;
    forget(room);
    battle.retryAt = now() + (missing ? retry : Math.min(retry, FIRST_RETRY));
    records.change(battle, { missing: { since: missing?.since ?? now(), reason } });
  }
}
