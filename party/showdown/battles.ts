import type {
  Adoption,
  Expected,
  ShowdownRoomId,
  ShowdownServer,
  Watch,
  Watches,
} from "../../functions/_shared/schema/showdown.ts";
import type { RoomStorage } from "../durable/storage.ts";
import { Absences } from "./absences.ts";
import { Claims, type Found } from "./claims.ts";
import type { Wanted } from "./crew.ts";
import { Endings } from "./endings.ts";
import { kindOf } from "./frame.ts";
import { baseOf, isSeries, matchOf, type Watched } from "./record.ts";
import { Records } from "./records.ts";
import type { Reports } from "./reports.ts";
import type { Sighting } from "./search.ts";
import { readSeries } from "./series.ts";

/** @default the values below. Milliseconds, where nothing else is said. */
export interface BattlesLimits {
  /** How long a room may be out of reach before its battle is given up: a server that restarts brings it back. */
  missing: number;
  /** Between attempts to enter it. */
  retry: number;
  /** When the published replay is looked for, after the end. The last is when it is not waited for any longer. */
  replays: readonly number[];
  /** Characters of all logs in memory. */
  memory: number;
  /** How long a battle that is no match's is left alone at the most. */
  refused: number;
}

export const BATTLES_LIMITS: BattlesLimits = {
  ...{ missing: 20 * 60_000, retry: 30_000, replays: [2_000, 6_000, 10_000, 12_000] },
  ...{ memory: 24 * 1024 * 1024, refused: 10 * 60_000 },
};
/** Times that a log may break the connection. */
const STRIKES = 2;

export interface BattlesDeps {
  storage: RoomStorage;
  reports: Reports;
  now(): number;
  after(delay: number, task: () => void): () => void;
  fetch: typeof fetch;
  /** Asks `showdown-watch` about a battle. */
  found(battle: Found): Promise<Adoption>;
  /** Lets go of a room that put the watcher out. */
  forget(room: string): void;
  /** Leaves a room, to be sent its whole log again. */
  leave(room: string): boolean;
  rename(room: string, other: string): void;
  log(event: string, fields: Record<string, unknown>): void;
  limits: BattlesLimits;
}

/** The battles that are watched, and those that may be a match's: from the first line heard of them to the report of the end. */
export class Battles {
  readonly #deps: BattlesDeps;
  readonly #records: Records;
  readonly #claims: Claims;
  readonly #endings: Endings;
  readonly #absences: Absences;
  #server: ShowdownServer | null = null;

  constructor(deps: BattlesDeps) {
    this.#deps = deps;
    const { now, after, fetch, log, reports, found, limits, forget, leave } = deps;
    const records = new Records(deps);
    const { refused, missing, replays } = limits;
    const adopt = (battle: Watched, watch: Watch) => this.#adopt(battle, watch);
    const claims = new Claims({ records, now, found, adopt, log, refused });
    this.#records = records;
    this.#claims = claims;
    this.#absences = new Absences({ records, now, forget, rename: deps.rename, retry: limits.retry });
    this.#endings = new Endings({
      ...{ records, reports, now, after, fetch, forget, leave, log, missing, replays },
      server: () => this.#server,
      pass: (battle, reason) => claims.pass(battle, reason),
    });
  }

  async load(server: ShowdownServer | null): Promise<void> {
    this.#server = server;
    await this.#records.load();
  }

  /** Battles that are not over. */
  get open(): number {
    return this.#records.all().filter(({ record }) => !record.done).length;
  }

  /** The rooms to be in, those of battles ahead of those that may be. */
  wanted(): Wanted[] {
    const now = this.#deps.now();
    return this.#records
      .all()
      .filter(({ record, retryAt }) => !record.done && (record.missing === null || retryAt <= now))
      .sort((one, other) => rank(one) - rank(other))
      .map(({ record: { room, named } }) => ({ room, named }));
  }

  /** The matches that a battle is looked for. */
  get sought(): Expected[] {
    return this.#claims.sought;
  }

  /** When the next match that is waited for may begin; `null` when none may. */
  get nextExpected(): number | null {
    return this.#claims.nextExpected;
  }

  /** Takes over what is to be watched, as the database has it. */
  async apply({ server, watches, expected }: Watches): Promise<void> {
    const told = await this.#deps.reports.battles();
    this.#server = server;
    this.#claims.expect(server ? expected : []);
    const rooms = new Map(server ? watches.map((watch) => [baseOf(watch.room), watch]) : []);
    const matches = new Set([...rooms.values()].map(({ matchId }) => matchId));
    for (const battle of this.#records.all()) {
      const { room, watch, done } = battle.record;
      const match = matchOf(battle.record);
      const isTold = watch !== null && told.has(watch.battleId);
      const isOpen =
        watch === null
          ? match !== null && (matches.has(match) || this.#claims.isExpected(match))
          : rooms.get(baseOf(room))?.battleId === watch.battleId;
      // A game that is over counts as one of its match while more of them may come.
      const counts = done && this.#claims.isExpected(match);
      if (!isOpen && !isTold && !counts) this.#records.drop(battle);
    }
    for (const watch of rooms.values()) this.#take(watch);
  }

  /** Takes in what was seen of the server's battles. */
  sight(sightings: readonly Sighting[]): void {
    this.#claims.sight(sightings);
  }

  /** Takes in lines of a room. */
  hear(room: string, lines: readonly string[]): void {
    const battle = this.#records.get(room);
    if (!battle || battle.record.room !== room || battle.record.done) return;
    let heard = lines;
    for (const [index, line] of lines.entries()) {
      switch (kindOf(line)) {
        case "init":
          battle.log.restart();
          if (battle.rereading === "asked") battle.rereading = "read";
          if (battle.record.missing) this.#records.change(battle, { missing: null });
          heard = lines.slice(index + 1);
          break;
        case "expire":
          this.#endings.lose(battle, "its room expired before it ended");
          break;
        case "deinit":
          this.#absences.began(battle, "its room put the watcher out");
          break;
        case "noinit":
          this.#absences.refused(battle, line);
          break;
      }
    }
    if (isSeries(battle.record)) {
      this.#hearSeries(battle, heard);
      return;
    }
    battle.log.append(heard);
    this.#proceed(battle);
  }

  /** The room's log is larger than a frame may be. */
  tooLarge(room: string): void {
    const battle = this.#records.get(room);
    if (!battle || battle.record.done) return;
    const strikes = battle.record.strikes + 1;
    this.#records.change(battle, { strikes });
    if (strikes >= STRIKES) this.#endings.lose(battle, "its log is too long to be sent");
  }

  /** To be called about once a second. */
  beat(): void {
    const { now, limits } = this.#deps;
    for (const battle of this.#records.all()) {
      const { missing, done } = battle.record;
      if (done) continue;
      if (missing && now() - missing.since >= limits.missing) this.#endings.giveUp(battle);
      else this.#proceed(battle);
    }
    this.#spare();
  }

  #take(watch: Watch): void {
    const known = this.#records.get(watch.room);
    if (known?.record.watch?.battleId === watch.battleId) {
      known.record = { ...known.record, watch };
    } else if (known && !known.record.watch) {
      this.#adopt(known, watch);
    } else {
      // One battle replaced another in this room, or is new.
      if (known) this.#records.drop(known);
      this.#alone(watch, null);
      this.#records.add(watch.room, watch, null);
    }
  }

  /** Lets go of the room that a battle was watched in before: its series' own, or one that was named in error. */
  #alone({ battleId }: Watch, battle: Watched | null): void {
    for (const other of this.#records.all()) {
      if (other !== battle && other.record.watch?.battleId === battleId) this.#records.drop(other);
    }
  }

  #adopt(battle: Watched, watch: Watch): void {
    this.#records.change(battle, { watch, claim: null });
    this.#alone(watch, battle);
    this.#deps.log("battle.watched", { correlation_id: watch.correlationId, battle_id: watch.battleId });
    this.#proceed(battle);
  }

  /** Goes on with a battle as far as its log allows. */
  #proceed(battle: Watched): void {
    const { record, log } = battle;
    const { watch } = record;
    if (record.done || isSeries(record)) return;
    if (watch === null) {
      this.#claims.consider(battle);
      return;
    }
    const { players } = log;
    if (log.started && !record.told && players) {
      const { reports } = this.#deps;
      this.#records.change(battle, { told: true }, (cause) => reports.started(watch, players, cause));
    }
    if (log.ended) this.#endings.finish(battle, watch);
  }

  #hearSeries(battle: Watched, lines: readonly string[]): void {
    const { watch } = battle.record;
    for (const line of lines) {
      const news = readSeries(line);
      if (news?.kind === "game") this.#hearGame(battle, news.game, news.room);
      else if (news?.kind === "conceded") battle.conceded = news.text;
      else if (news?.kind === "over" && watch && !battle.record.done) {
        const text = battle.conceded;
        // Its games are reported one by one; that it was given up is told by none of them.
        const tell = (cause: Record<string, unknown>) =>
          text === null
            ? this.#deps.storage.put(cause)
            : this.#deps.reports.failed(watch, `The series was decided on Showdown: ${text}`, cause);
        this.#records.change(battle, { done: true }, tell);
      }
    }
  }

  #hearGame({ record }: Watched, game: number, room: ShowdownRoomId): void {
    const { watch } = record;
    const known = this.#records.get(room);
    if (known) {
      if (known.record.claim) known.record.claim.game ??= game;
      // It was hidden, or is again for all to see.
      if (known.record.room !== room && known.record.missing) this.#absences.moved(known, room);
      return;
    }
    if (!watch || watch.matchId === null) return;
    this.#claims.claim(room, { matchId: watch.matchId, game, series: record.room });
  }

  /** Forgets lines of the longest logs while all of them together are too long; they are had again at the end. */
  #spare(): void {
    const logs = this.#records.all().filter(({ record, log }) => !record.done && log.size > 0);
    let size = logs.reduce((sum, { log }) => sum + log.size, 0);
    logs.sort((one, other) => other.log.size - one.log.size);
    for (const { log } of logs) {
      if (size <= this.#deps.limits.memory) return;
      if (log.ended) continue;
      size -= log.size;
      log.forget();
    }
  }
}

/** Battles ahead of claims, and the hidden ones, which have fewer places, ahead of the others. */
function rank({ record }: Watched): number {
  return (record.watch ? 0 : 2) + (record.named ? 0 : 1);
}
