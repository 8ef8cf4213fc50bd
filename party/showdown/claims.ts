import { FormatId, type MatchId } from "../../functions/_shared/schema/ids.ts";
import {
  type Adoption,
  type Expected,
  ShowdownUserId,
  type Watch,
  type WatcherMessage,
} from "../../functions/_shared/schema/showdown.ts";
import { messageOf } from "../durable/faults.ts";
import { Refused } from "./functions.ts";
import { baseOf, type Claim, isSeries, matchOf, type Watched } from "./record.ts";
import type { Records } from "./records.ts";
import { fits, inTime, type Sighting } from "./search.ts";
import { userId } from "./text.ts";

export type Found = Omit<Extract<WatcherMessage, { type: "BATTLE_FOUND" }>, "type" | "v" | "server">;

/** How long a battle that is no match's is left alone at first, in milliseconds. */
const FIRST_REFUSAL = 20_000;
/** When a question that was not answered is asked again, in milliseconds. */
const ASK_AGAIN = 10_000;
/** Battles that are remembered as no match's. */
const REFUSALS = 1_000;

export interface ClaimsDeps {
  records: Records;
  now(): number;
  /** Asks `showdown-watch` about a battle. */
  found(battle: Found): Promise<Adoption>;
  /** It is a match's. */
  adopt(battle: Watched, watch: Watch): void;
  log(event: string, fields: Record<string, unknown>): void;
  /** How long a battle that is no match's is left alone at the most, in milliseconds. */
  refused: number;
}

/** Battles that may be a match's: seen on the server, or in the room of a series, until `showdown-watch` says what they are. */
export class Claims {
  readonly #deps: ClaimsDeps;
  #expected: Expected[] = [];
  /** Whether the database has been asked since the watcher came to memory. */
  #informed = false;
  readonly #refused = new Map<string, { until: number; times: number }>();

  constructor(deps: ClaimsDeps) {
    this.#deps = deps;
  }

  /** Takes over which matches may begin. */
  expect(expected: Expected[]): void {
    this.#expected = expected;
    this.#informed = true;
  }

  isExpected(match: MatchId | null): boolean {
    return this.#expected.some(({ matchId }) => matchId === match);
  }

  /** The matches that a battle is looked for. */
  get sought(): Expected[] {
    const now = this.#deps.now();
    const taken = new Set<MatchId | null>();
    for (const { record } of this.#deps.records.all()) {
      const isOver = record.done && record.watch?.series?.bestOf === 1;
      if ((!record.done || isOver) && !isSeries(record)) taken.add(matchOf(record));
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

  /** Takes in what was seen of the server's battles. */
  sight(sightings: readonly Sighting[]): void {
    for (const sighting of sightings) {
      const match = this.sought.find((expected) => fits(sighting, expected));
      if (match) this.claim(sighting.room, { matchId: match.matchId, game: null, series: null });
    }
  }

  claim(room: Sighting["room"], claim: Claim): void {
    const { records, now } = this.#deps;
    const refusal = this.#refused.get(baseOf(room));
    if (records.get(room) || (refusal && refusal.until > now())) return;
    records.add(room, null, claim);
  }

  /** Asks whether a battle is a match's, once its log tells who plays it, and when. */
  consider(battle: Watched): void {
    const { now, records, found, adopt, log } = this.#deps;
    const { claim, room } = battle.record;
    if (!claim || !battle.log.started || battle.asking || battle.retryAt > now()) return;
    const question = this.#question(battle, claim);
    if (question === null) return;
    if (typeof question === "string") {
      this.pass(battle, question);
      return;
    }
    battle.asking = true;
    found(question)
      .then(({ watch }) => {
        if (records.has(battle) && !battle.record.watch) adopt(battle, watch);
      })
      .catch((error) => {
        if (error instanceof Refused) return this.pass(battle, error.message);
        log("battle.delayed", { room: baseOf(room), error: messageOf(error) });
        battle.retryAt = now() + ASK_AGAIN;
      })
      .finally(() => {
        battle.asking = false;
      });
  }

  /** Lets go of a battle that is no match's. */
  pass(battle: Watched, reason: string): void {
    const { now, records, log } = this.#deps;
    const base = baseOf(battle.record.room);
    log("battle.passed", { room: base, reason: reason.slice(0, 300) });
    const times = (this.#refused.get(base)?.times ?? 0) + 1;
    const [oldest] = this.#refused.keys();
    if (oldest !== undefined && this.#refused.size >= REFUSALS) this.#refused.delete(oldest);
    // It may be one later: the result of the game before it is being counted.
    const wait = Math.min(this.#deps.refused, FIRST_REFUSAL * 2 ** Math.min(20, times - 1));
    this.#refused.set(base, { until: now() + wait, times });
    if (records.has(battle)) records.drop(battle);
  }

  /** What to ask about a battle; in words, why there is nothing to ask; `null` while that cannot be told. */
  #question({ record, log }: Watched, claim: Claim): Found | string | null {
    const { room } = record;
    const p1 = ShowdownUserId.safeParse(userId(log.players?.p1 ?? ""));
    const p2 = ShowdownUserId.safeParse(userId(log.players?.p2 ?? ""));
    const format = FormatId.safeParse(room.split("-")[1]);
    if (!p1.success || !p2.success || !format.success) return "it has no players with names, or no format";
    const names = { p1: p1.data, p2: p2.data };
    // Of the games of a series it is known whose they are.
    if (claim.game === null) {
      if (!this.#informed) return null;
      const match = this.#expected.find(({ matchId }) => matchId === claim.matchId);
      if (!match || !fits({ room, ...names }, match)) return "it is not the match's";
      if (!inTime(log.startedAt, match)) return "it was not in the match's time";
    }
    const game = Math.min(10, Math.max(1, claim.game ?? log.game ?? this.#nextGame(claim.matchId)));
    const series = log.series ?? claim.series;
    return { room, matchId: claim.matchId, format: format.data, ...names, game, series };
  }

  /** The number of a match's next game, as far as it is known here. */
  #nextGame(match: MatchId): number {
    const games = this.#deps.records
      .all()
      .flatMap(({ record }) =>
        record.watch?.matchId === match && !isSeries(record) ? [record.watch.series?.game ?? 1] : [],
      );
    return Math.max(0, ...games) + 1;
  }
}
