import type { ShowdownServer, Watch } from "../../functions/_shared/schema/showdown.ts";
import { messageOf } from "../durable/faults.ts";
import type { BattleLog } from "./battle-log.ts";
import type { Completion } from "./facts.ts";
import { isSeries, type Watched } from "./record.ts";
import type { Records } from "./records.ts";
import { agree, fetchReplay, type ReplaySource } from "./replays.ts";
import type { Reports } from "./reports.ts";

export interface EndingsDeps {
  records: Records;
  reports: Reports;
  now(): number;
  after(delay: number, task: () => void): () => void;
  fetch: typeof fetch;
  server(): ShowdownServer | null;
  /** Lets go of a room. */
  forget(room: string): void;
  /** Leaves a room, to be sent its whole log again. */
  leave(room: string): boolean;
  /** Lets go of a battle that is no match's. */
  pass(battle: Watched, reason: string): void;
  log(event: string, fields: Record<string, unknown>): void;
  /** How long a room may be out of reach, in milliseconds. */
  missing: number;
  /** When the published replay is looked for, in milliseconds after the end; the last is when it is waited for no longer. */
  replays: readonly number[];
}

/** How battles end that are watched: as their log tells, as a published replay does, or without a result. */
export class Endings {
  readonly #deps: EndingsDeps;

  constructor(deps: EndingsDeps) {
    this.#deps = deps;
  }

  /** Reports a battle whose log has its end. */
  finish(battle: Watched, watch: Watch): void {
    const { records, reports, now, leave, replays } = this.#deps;
    const { log } = battle;
    const completion = completionOf(log, log.text);
    if (log.ending === null) return;
    if (!log.whole) {
      if (battle.rereading === "read") this.lose(battle, "its log is too long to be kept");
      else if (battle.rereading === "no" && leave(battle.record.room)) battle.rereading = "asked";
      return;
    }
    if (!completion) {
      const reason = log.ending.kind === "unclear" ? log.ending.reason : "";
      records.change(battle, { done: true }, (cause) => reports.failed(watch, reason, cause));
      return;
    }
    const source = this.#source;
    const waits = source === null ? [] : replays;
    records.change(battle, { done: true }, async (cause) => {
      await reports.completed(watch, completion, cause, now() + (waits.at(-1) ?? 0));
      if (source !== null) this.#improve(battle, watch, source, waits.slice(0, -1));
    });
  }

  /** Gives up a battle whose room will not come back. */
  lose(battle: Watched, reason: string): void {
    const { records, now, forget, missing } = this.#deps;
    forget(battle.record.room);
    battle.retryAt = Number.POSITIVE_INFINITY;
    records.change(battle, { missing: { since: now() - missing, reason } });
    this.giveUp(battle);
  }

  /** Reports a battle whose end was not seen: by its published replay, or as one that cannot go on. */
  giveUp(battle: Watched): void {
    const { records, reports, fetch, pass, log } = this.#deps;
    const { watch, room, missing, told } = battle.record;
    if (battle.asking || battle.record.done || !missing) return;
    if (!watch) {
      pass(battle, missing.reason);
      return;
    }
    const source = isSeries(battle.record) ? null : this.#source;
    battle.asking = true;
    const look = source === null ? Promise.resolve(null) : fetchReplay(source, room, fetch);
    look
      .catch((error) => {
        log("replay.delayed", { error: messageOf(error) });
        return null;
      })
      .then((published) => {
        battle.asking = false;
        if (battle.record.done || !records.has(battle)) return;
        const completion = published && completionOf(published.log, published.text);
        const players = published?.log.players;
        records.change(battle, { done: true }, async (cause) => {
          if (!completion) {
            const reason = `The end of the battle was not seen: ${missing.reason}`;
            return await reports.failed(watch, reason, cause);
          }
          if (!told && players) await reports.started(watch, players, {});
          await reports.completed(watch, completion, cause);
        });
      });
  }

  get #source(): ReplaySource | null {
    const server = this.#deps.server();
    if (!server || server.replayUrl === null) return null;
    return { url: server.replayUrl, prefix: server.replayPrefix };
  }

  /** Puts the published log in the place of the spectator's, where there is one that tells the same. */
  #improve(battle: Watched, watch: Watch, source: ReplaySource, waits: readonly number[]): void {
    const { after, fetch, log, reports } = this.#deps;
    const own = battle.log;
    let found = false;
    for (const wait of waits) {
      after(wait, () => {
        if (found) return;
        fetchReplay(source, battle.record.room, fetch)
          .then(async (published) => {
            const completion = published && completionOf(published.log, published.text);
            if (!completion || found) return;
            found = true;
            if (agree(own, published.log)) await reports.replace(watch, completion);
          })
          .catch((error) => log("replay.delayed", { error: messageOf(error) }));
      });
    }
  }
}

function completionOf({ ending, turns }: BattleLog, text: string): Completion | null {
  if (ending?.kind !== "ended") return null;
  return { endType: ending.endType, winner: ending.winner, turns, log: text };
}
