import { Protocol } from "@pkmn/protocol";
import { FormatId, type MatchId } from "../../functions/_shared/schema/ids.ts";
import {
  type Adoption,
  type Expected,
  ShowdownRoomId as RoomId,
  type ShowdownRoomId,
  type ShowdownServer,
  ShowdownUserId,
  type Watch,
  type WatcherMessage,
  type Watches,
} from "../../functions/_shared/schema/showdown.ts";
import { messageOf } from "../durable/faults.ts";
import type { RoomStorage } from "../durable/storage.ts";
import type { Wanted } from "./crew.ts";
import { kindOf } from "./frame.ts";
import { Refused } from "./functions.ts";
import {
  baseOf,
  type Claim,
  isSeries,
  loadRecords,
  newRecord,
  recordKey,
  type Watched,
  watched,
} from "./record.ts";
import { agree, fetchReplay, type ReplaySource } from "./replays.ts";
import type { Completion, Reports } from "./reports.ts";
import { fits, inTime, type Sighting } from "./search.ts";
import { readSeries } from "./series.ts";
import { userId } from "./text.ts";

type Found = Omit<Extract<WatcherMessage, { type: "BATTLE_FOUND" }>, "type" | "v" | "server">;

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
/** How long a battle that is no match's is left alone at first. */
const FIRST_REFUSAL = 20_000;
/** Battles that are remembered as no match's. */
const REFUSALS = 1_000;
/** Rooms that are remembered at the most. */
const RECORDS = 2_000;
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
  #records = new Map<string, Watched>();
  #expected: Expected[] = [];
  #server: ShowdownServer | null = null;
  /** Whether the database has been asked since the watcher came to memory. */
  #informed = false;
  readonly #refused = new Map<string, { until: number; times: number }>();

  constructor(deps: BattlesDeps) {
    this.#deps = deps;
  }

  async load(server: ShowdownServer | null): Promise<void> {
    this.#server = server;
    this.#records = await loadRecords(this.#deps.storage, this.#deps.log);
  }

  /** Where the server publishes replays; `null` where it does not. */
  get #replays(): ReplaySource | null {
    if (!this.#server || this.#server.replayUrl === null) return null;
    return { url: this.#server.replayUrl, prefix: this.#server.replayPrefix };
  }

  /** Battles that are not over. */
  get open(): number {
    return [...this.#records.values()].filter(({ record }) => !record.done).length;
  }

  /** The rooms to be in, those of battles ahead of those that may be. */
  wanted(): Wanted[] {
    const now = this.#deps.now();
    const open = [...this.#records.values()].filter(
      ({ record, retryAt }) => !record.done && (record.missing === null || retryAt <= now),
    );
    open.sort((one, other) => rank(one) - rank(other));
    return open.map(({ record: { room, named } }) => ({ room, named }));
  }

  /** The matches that a battle is looked for. */
  get sought(): Expected[] {
    const now = this.#deps.now();
    const taken = new Set<string>();
    for (const { record } of this.#records.values()) {
      const match = matchOf(record);
      const matchIsOver = record.done && record.watch?.series?.bestOf === 1;
      if (match !== null && (!record.done || matchIsOver) && !isSeries(record)) taken.add(match);
    }
    return this.#expected.filter(
      ({ matchId, from, until }) =>
        !taken.has(matchId) && Date.parse(from) <= now && now <= Date.parse(until),
    );
  }

  /** When the next match that is waited for may begin; `null` when none may. */
  get nextExpected(): number | null {
    const now = this.#deps.now();
    const coming = this.#expected.filter(({ until }) => now <= Date.parse(until));
    return coming.length > 0 ? Math.min(...coming.map(({ from }) => Date.parse(from))) : null;
  }

  /** Takes over what is to be watched, as the database has it. */
  async apply({ server, watches, expected }: Watches): Promise<void> {
    this.#server = server;
    this.#informed = true;
    this.#expected = server ? expected : [];
    const told = await this.#deps.reports.battles();
    const rooms = new Map(server ? watches.map((watch) => [baseOf(watch.room), watch]) : []);
    const battles = new Set(server ? watches.map(({ battleId }) => battleId) : []);
    const matches = new Set([...this.#expected, ...rooms.values()].map(({ matchId }) => matchId));
    for (const [base, { record }] of this.#records) {
      const { watch } = record;
      const match = matchOf(record);
      const isTold = watch !== null && told.has(watch.battleId);
      const isOpen =
        watch !== null
          ? battles.has(watch.battleId) && rooms.has(base)
          : match !== null && matches.has(match);
      // A game that is over counts as one of its match while more of them may come.
      const counts = record.done && match !== null && this.#expected.some(({ matchId }) => matchId === match);
      if (!isOpen && !isTold && !counts) this.#drop(base);
    }
    for (const [base, watch] of rooms) this.#take(base, watch);
  }

  /** Takes in what was seen of the server's battles. */
  sight(sightings: readonly Sighting[]): void {
    for (const sighting of sightings) {
      const base = baseOf(sighting.room);
      if (this.#records.has(base) || this.#isRefused(base)) continue;
      const match = this.sought.find((expected) => fits(sighting, expected));
      if (match) this.#claim(sighting.room, { matchId: match.matchId, game: null, series: null });
    }
  }

  /** Takes in lines of a room. */
  hear(room: string, lines: readonly string[]): void {
    const battle = this.#records.get(baseOf(room));
    if (!battle || battle.record.room !== room || battle.record.done) return;
    let heard = lines;
    for (const [index, line] of lines.entries()) {
      switch (kindOf(line)) {
        case "init":
          battle.log.restart();
          if (battle.rereading === "asked") battle.rereading = "read";
          if (battle.record.missing) this.#change(battle, { missing: null });
          heard = lines.slice(index + 1);
          break;
        case "expire":
          this.#lose(battle, "its room expired before it ended");
          break;
        case "deinit":
          this.#absent(battle, "its room put the watcher out");
          break;
        case "noinit":
          this.#refuse(battle, line);
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
    const battle = this.#records.get(baseOf(room));
    if (!battle || battle.record.done) return;
    const strikes = battle.record.strikes + 1;
    this.#change(battle, { strikes });
    if (strikes >= STRIKES) this.#lose(battle, "its log is too long to be sent");
  }

  /** To be called about once a second. */
  beat(): void {
    const { now, limits } = this.#deps;
    for (const battle of this.#records.values()) {
      const { record } = battle;
      if (record.done) continue;
      if (record.missing && now() - record.missing.since >= limits.missing) this.#giveUp(battle);
      else this.#proceed(battle);
    }
    this.#spare();
  }

  #take(base: string, watch: Watch): void {
    const known = this.#records.get(base);
    if (known?.record.watch?.battleId === watch.battleId) {
      known.record.watch = watch;
      return;
    }
    if (known && !known.record.watch) {
      this.#adopt(known, watch);
      return;
    }
    // One battle replaced another in this room, or is new.
    if (known) this.#drop(base);
    this.#add(watch.room, watch, null);
  }

  #add(room: ShowdownRoomId, watch: Watch | null, claim: Claim | null): Watched | null {
    if (this.#records.size >= RECORDS) {
      this.#deps.log("battle.refused", { room: baseOf(room), error: "too many battles are watched" });
      return null;
    }
    const battle = watched(newRecord(room, watch, claim));
    this.#records.set(baseOf(room), battle);
    this.#save(battle);
    return battle;
  }

  #claim(room: ShowdownRoomId, claim: Claim): void {
    this.#add(room, null, claim);
  }

  #adopt(battle: Watched, watch: Watch): void {
    battle.record = { ...battle.record, watch, claim: null };
    this.#save(battle);
    this.#deps.log("battle.watched", { correlation_id: watch.correlationId, battle_id: watch.battleId });
    this.#proceed(battle);
  }

  #drop(base: string): void {
    const battle = this.#records.get(base);
    if (!battle) return;
    this.#records.delete(base);
    this.#deps.storage.delete(recordKey(base)).catch((error) => this.#fail(error));
  }

  /** Goes on with a battle as far as its log allows. */
  #proceed(battle: Watched): void {
    const { record, log } = battle;
    const { watch } = record;
    if (record.done || isSeries(record)) return;
    if (watch === null) {
      this.#consider(battle);
      return;
    }
    if (log.started && !record.told && log.players) {
      const players = log.players;
      this.#change(battle, { told: true }, (cause) => this.#deps.reports.started(watch, players, cause));
    }
    if (log.ended) this.#finish(battle, watch);
  }

  /** Asks whether a battle is a match's, once its log tells who plays it, and when. */
  #consider(battle: Watched): void {
    const { now, found, limits, log } = this.#deps;
    const { claim, room } = battle.record;
    const players = battle.log.players;
    if (!claim || !players || !battle.log.started || battle.asking || battle.retryAt > now()) return;
    const p1 = ShowdownUserId.safeParse(userId(players.p1));
    const p2 = ShowdownUserId.safeParse(userId(players.p2));
    const format = FormatId.safeParse(room.split("-")[1]);
    if (!p1.success || !p2.success || !format.success) {
      this.#notOurs(battle, "it has no players with names, or no format");
      return;
    }
    const match = this.#expected.find(({ matchId }) => matchId === claim.matchId);
    const names = { p1: p1.data, p2: p2.data };
    if (claim.game === null) {
      if (!this.#informed) return;
      if (!match || !fits({ room, ...names }, match)) {
        this.#notOurs(battle, "it is not theirs");
        return;
      }
      if (!inTime(battle.log.startedAt, match)) {
        this.#notOurs(battle, "it was not in the match's time");
        return;
      }
    }
    battle.asking = true;
    const game = Math.min(10, Math.max(1, claim.game ?? battle.log.game ?? this.#nextGame(claim.matchId)));
    const series = battle.log.series ?? claim.series;
    found({ room, matchId: claim.matchId, format: format.data, ...names, game, series })
      .then(({ watch }) => {
        if (this.#records.get(baseOf(room)) === battle && !battle.record.watch) this.#adopt(battle, watch);
      })
      .catch((error) => {
        if (error instanceof Refused) return this.#notOurs(battle, error.message);
        log("battle.delayed", { room: baseOf(room), error: messageOf(error) });
        battle.retryAt = now() + Math.min(limits.retry, 10_000);
      })
      .finally(() => {
        battle.asking = false;
      });
  }

  /** The number of a match's next game, as far as it is known here. */
  #nextGame(match: MatchId): number {
    const games = [...this.#records.values()].flatMap(({ record }) =>
      record.watch?.matchId === match && !isSeries(record) ? [record.watch.series?.game ?? 1] : [],
    );
    return Math.max(0, ...games) + 1;
  }

  #notOurs(battle: Watched, reason: string): void {
    const base = baseOf(battle.record.room);
    const { now, limits, log } = this.#deps;
    log("battle.passed", { room: base, reason: reason.slice(0, 300) });
    const times = (this.#refused.get(base)?.times ?? 0) + 1;
    const [oldest] = this.#refused.keys();
    if (oldest !== undefined && this.#refused.size >= REFUSALS) this.#refused.delete(oldest);
    // It may be one later: the result of the game before it is being counted.
    const wait = Math.min(limits.refused, FIRST_REFUSAL * 2 ** Math.min(20, times - 1));
    this.#refused.set(base, { until: now() + wait, times });
    this.#drop(base);
  }

  #isRefused(base: string): boolean {
    const refusal = this.#refused.get(base);
    return refusal !== undefined && refusal.until > this.#deps.now();
  }

  #finish(battle: Watched, watch: Watch): void {
    const { log } = battle;
    const { ending } = log;
    if (ending === null) return;
    if (!log.whole) {
      if (battle.rereading === "read") this.#lose(battle, "its log is too long to be kept");
      else if (battle.rereading === "no" && this.#deps.leave(battle.record.room)) battle.rereading = "asked";
      return;
    }
    if (ending.kind === "unclear") {
      const { reason } = ending;
      this.#change(battle, { done: true }, (cause) => this.#deps.reports.failed(watch, reason, cause));
      return;
    }
    const { endType, winner } = ending;
    const completion: Completion = { endType, winner, turns: log.turns, log: log.text };
    const source = this.#replays;
    const waits = source === null ? [] : this.#deps.limits.replays;
    const due = this.#deps.now() + (waits.at(-1) ?? 0);
    this.#change(battle, { done: true }, async (cause) => {
      await this.#deps.reports.completed(watch, completion, cause, due);
      if (source !== null) this.#lookForReplay(battle, watch, source, waits.slice(0, -1));
    });
  }

  /** Puts the published log in the place of the spectator's, where there is one that tells the same. */
  #lookForReplay(battle: Watched, watch: Watch, source: ReplaySource, waits: readonly number[]): void {
    const { after, fetch, log, reports } = this.#deps;
    const own = battle.log;
    let found = false;
    for (const wait of waits) {
      after(wait, () => {
        if (found) return;
        fetchReplay(source, battle.record.room, fetch)
          .then(async (published) => {
            const ending = published?.log.ending;
            if (!published || found || ending?.kind !== "ended") return;
            found = true;
            if (!agree(own, published.log)) return;
            const { endType, winner } = ending;
            await reports.replace(watch, {
              endType,
              winner,
              turns: published.log.turns,
              log: published.text,
            });
          })
          .catch((error) => log("replay.delayed", { error: messageOf(error) }));
      });
    }
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
        this.#change(battle, { done: true }, tell);
      }
    }
  }

  #hearGame({ record }: Watched, game: number, room: ShowdownRoomId): void {
    const { watch } = record;
    const known = this.#records.get(baseOf(room));
    if (known) {
      if (known.record.claim) known.record.claim.game ??= game;
      // It was hidden, or is again for all to see.
      if (known.record.room !== room && known.record.missing) this.#move(known, room);
      return;
    }
    if (!watch || watch.matchId === null || this.#isRefused(baseOf(room))) return;
    this.#claim(room, { matchId: watch.matchId, game, series: record.room });
  }

  #refuse(battle: Watched, line: string): void {
    const [, reason = "", ...rest] = (Protocol.parseLine(line) ?? []).map(String);
    const text = rest.join("|").slice(0, 200);
    switch (reason) {
      case "rename": {
        const room = RoomId.safeParse(rest[0]);
        if (room.success && baseOf(room.data) === baseOf(battle.record.room)) {
          this.#deps.rename(battle.record.room, room.data);
          this.#move(battle, room.data);
          return;
        }
        this.#absent(battle, `its room was moved to '${text}'`);
        return;
      }
      case "namerequired":
        this.#change(battle, { named: true });
        this.#absent(battle, "its room is for people with a name, or is gone");
        return;
      case "nonexistent":
        this.#absent(battle, "its room is gone: it was closed or hidden unseen, or the server lost it");
        return;
      default:
        this.#absent(battle, `its room cannot be entered: ${text || reason}`);
        return;
    }
  }

  #move(battle: Watched, room: ShowdownRoomId): void {
    battle.retryAt = 0;
    this.#change(battle, { room, named: room !== baseOf(room), missing: null });
  }

  /** The room is out of reach for now. */
  #absent(battle: Watched, reason: string): void {
    const { now, forget, limits } = this.#deps;
    const { missing, room } = battle.record;
    forget(room);
    battle.retryAt = now() + (missing ? limits.retry : Math.min(limits.retry, 5_000));
    this.#change(battle, { missing: { since: missing?.since ?? now(), reason } });
  }

  /** The room will not come back. */
  #lose(battle: Watched, reason: string): void {
    this.#deps.forget(battle.record.room);
    battle.retryAt = Number.POSITIVE_INFINITY;
    this.#change(battle, { missing: { since: this.#deps.now() - this.#deps.limits.missing, reason } });
    this.#giveUp(battle);
  }

  /** Reports a battle whose end was not seen: by its published replay, or as one that cannot go on. */
  #giveUp(battle: Watched): void {
    const { reports, log } = this.#deps;
    const { watch, room, missing } = battle.record;
    if (battle.asking || battle.record.done || !missing) return;
    if (!watch) {
      this.#notOurs(battle, missing.reason);
      return;
    }
    const source = isSeries(battle.record) ? null : this.#replays;
    battle.asking = true;
    const look = source === null ? Promise.resolve(null) : fetchReplay(source, room, this.#deps.fetch);
    look
      .catch((error) => {
        log("replay.delayed", { error: messageOf(error) });
        return null;
      })
      .then((published) => {
        battle.asking = false;
        if (battle.record.done || this.#records.get(baseOf(room)) !== battle) return;
        const ending = published?.log.ending;
        this.#change(battle, { done: true }, async (cause) => {
          if (published && ending?.kind === "ended") {
            const { endType, winner } = ending;
            await reports.completed(
              watch,
              { endType, winner, turns: published.log.turns, log: published.text },
              cause,
            );
          } else {
            await reports.failed(watch, `The end of the battle was not seen: ${missing.reason}`, cause);
          }
        });
      });
  }

  /** Forgets lines of the longest logs while all of them together are too long; they are had again at the end. */
  #spare(): void {
    const logs = [...this.#records.values()].filter(({ record, log }) => !record.done && log.size > 0);
    let size = logs.reduce((sum, { log }) => sum + log.size, 0);
    logs.sort((one, other) => other.log.size - one.log.size);
    for (const { log } of logs) {
      if (size <= this.#deps.limits.memory) return;
      if (log.ended) continue;
      size -= log.size;
      log.forget();
    }
  }

  #save(battle: Watched): void {
    this.#change(battle, {});
  }

  /** Changes a record, in memory and in storage. What cannot be stored is undone, and comes up again. */
  #change(
    battle: Watched,
    changes: Partial<Watched["record"]>,
    store: (cause: Record<string, unknown>) => Promise<void> = (cause) => this.#deps.storage.put(cause),
  ): void {
    const before = battle.record;
    battle.record = { ...before, ...changes };
    if (battle.record.done) battle.retryAt = 0;
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

function matchOf({ watch, claim }: Watched["record"]): MatchId | null {
  return watch?.matchId ?? claim?.matchId ?? null;
}

/** Battles ahead of claims, and the hidden ones, which have fewer places, ahead of the others. */
function rank({ record }: Watched): number {
  return (record.watch ? 0 : 2) + (record.named ? 0 : 1);
}
