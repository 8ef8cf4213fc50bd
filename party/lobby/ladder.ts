import type { UserId } from "../../functions/_shared/schema/ids.ts";
import type { LobbyServerMessage } from "../../functions/_shared/schema/lobby.ts";
import type { PairAnswer } from "../../functions/_shared/schema/matchmaking.ts";
import { Turns } from "../durable/turns.ts";
import type { TeamReading } from "../teams/reading.ts";
import { type Applicant, admit, type LadderFormat, requireTeam } from "./admission.ts";
import { Beat } from "./beat.ts";
import { Departures } from "./departures.ts";
import type { Entry } from "./entry.ts";
import { LobbyError } from "./frames.ts";
import { Gate } from "./gate.ts";
import { Line } from "./line.ts";
import { CHECKS, type Match, matchesOf } from "./matched.ts";
import type { Matchmaking } from "./matchmaking.ts";
import { News } from "./news.ts";
import { pairUp } from "./pairing.ts";
import { type Pair, Pairs } from "./pairs.ts";
import { Renewals } from "./renewals.ts";
import type { Timers } from "./timers.ts";

/** Everything a ladder does to the world. */
export interface LadderDeps extends Timers {
  format: LadderFormat;
  store: Matchmaking;
  readTeam(text: string, format: LadderFormat["id"]): TeamReading;
  /** Whether the user has a connection. */
  present(user: UserId): boolean;
  /** Tells every connection of the user. */
  tell(user: UserId, message: LobbyServerMessage): void;
  /** From 0 to 1. */
  random(): number;
  newId(): string;
  log(event: string, fields: Record<string, unknown>): void;
}

const SECOND = 1000;
/** Who come while the database is asked for so many wait for their turn, though not for long: after a restart all come at once. */
const ASKED_AT_ONCE = 20;
const TURN_WITHIN = 8 * SECOND;
/** A player who comes back so soon after the last connection closed still waits: a page that was loaded anew. */
const GRACE = 3 * SECOND;

/**
 * The players who wait for a rated battle of one format, from the claim to the battle that came about.
 *
 * The database has the last word on each of these steps, and whatever was on its way when a player left changes nothing:
 * it names a claim that is given up.
 */
export class Ladder {
  readonly #deps: LadderDeps;
  readonly #line = new Line();
  readonly #matches = new Map<UserId, Match>();
  /** Who is away and may come back: what calls off that the wait ends. */
  readonly #away = new Map<UserId, () => void>();
  /** What a user asks for is done in turn. */
  readonly #turns = new Turns<UserId>();
  readonly #gate: Gate;
  readonly #departures: Departures;
  readonly #renewals: Renewals;
  readonly #pairs: Pairs;
  readonly #news: News;
  readonly #beat: Beat;

  constructor(deps: LadderDeps) {
    this.#deps = deps;
    this.#gate = new Gate({
      now: deps.now,
      atOnce: ASKED_AT_ONCE,
      patience: TURN_WITHIN,
      full: () => new LobbyError("STORE_UNAVAILABLE", "Cannot queue now: too many come at once; try again"),
    });
    this.#departures = new Departures(deps);
    this.#renewals = new Renewals({ ...deps, lost: (entry) => this.#expire(entry) });
    this.#news = new News(deps.format.id, this.#line, (entry, message) => deps.tell(entry.user, message));
    this.#pairs = new Pairs({
      ...deps,
      format: deps.format.id,
      ready: (entry) => this.#line.has(entry) && deps.present(entry.user),
      decided: (pair, answer) => this.#decided(pair, answer),
    });
    this.#beat = new Beat({
      ...deps,
      every: SECOND,
      waiting: () => this.#line.size,
      pass: () => this.#pass(),
      beat: () => this.#upkeep(),
    });
  }

  /** How many wait. */
  get waiting(): number {
    return this.#line.size;
  }

  /** Puts a user into the queue. @throws {LobbyError} when it may not wait */
  join(user: UserId, teamId: string | null): Promise<void> {
    return this.#turns.take(user, async () => {
      requireTeam(this.#deps.format, teamId);
      const entry = this.#line.of(user);
      if (entry) {
        const position = this.#line.position(entry);
        throw new LobbyError("ALREADY_IN_QUEUE", `Cannot queue: you are number ${position}`, { position });
      }
      await this.#enter({ user, teamId, resume: false });
    });
  }

  /** Takes a user out of the queue. @throws {LobbyError} `NOT_IN_QUEUE` */
  leave(user: UserId): Promise<void> {
    return this.#turns.take(user, async () => {
      const entry = this.#line.of(user);
      if (!entry && !this.#matches.delete(user)) {
        throw new LobbyError("NOT_IN_QUEUE", "Cannot leave the queue: you are not in it");
      }
      if (entry) await this.#drop(entry);
      this.#tellLeft(user, "left");
    });
  }

  /** Called when a user's last connection has closed. */
  away(user: UserId): void {
    const entry = this.#line.of(user);
    if (!entry) return;
    const leave = () => {
      this.#away.delete(user);
      this.#drop(entry);
    };
    this.#away.set(user, this.#deps.after(GRACE, leave));
  }

  /** Called when a user has a connection that it had not. @returns what it has to know */
  back(user: UserId): LobbyServerMessage | null {
    this.#away.get(user)?.();
    this.#away.delete(user);
    const entry = this.#line.of(user);
    if (!entry) {
      const match = this.#matches.get(user);
      return match && this.#deps.now() < match.until ? match.message : null;
    }
    this.#beat.stir();
    return this.#news.of(entry, this.#deps.now());
  }

  async #enter(applicant: Omit<Applicant, "claim">): Promise<void> {
    const { newId, present, now } = this.#deps;
    const giveUp = (claim: string) => this.#departures.add(claim);
    const entry = await this.#gate.pass(async () =>
      present(applicant.user) ? admit({ ...applicant, claim: newId() }, { ...this.#deps, giveUp }) : null,
    );
    if (!entry) return;
    this.#matches.delete(entry.user);
    if (!present(entry.user)) {
      this.#departures.add(entry.claim);
      return;
    }
    if (this.#line.size === 0) this.#renewals.begin();
    this.#line.add(entry);
    this.#news.tell(entry, now());
    this.#beat.stir();
  }

  /** Ends a wait. Resolves when the database was told. */
  async #drop(entry: Entry): Promise<void> {
    if (this.#line.remove(entry)) await this.#departures.add(entry.claim);
  }

  #expire(entry: Entry): void {
    if (this.#line.remove(entry)) this.#tellLeft(entry.user, "expired");
  }

  #tellLeft(user: UserId, reason: "left" | "expired"): void {
    this.#deps.tell(user, { type: "QUEUE_LEFT", format: this.#deps.format.id, reason });
  }

  #pass(): void {
    const { present, now } = this.#deps;
    const { room } = this.#pairs;
    if (room <= 0 || !this.#renewals.sure) return;
    const ready = this.#line.entries.filter((entry) => !this.#pairs.has(entry) && present(entry.user));
    this.#pairs.propose(pairUp(ready, now(), room));
  }

  #decided(pair: Pair, answer: PairAnswer | null): void {
    if (answer?.status === "paired") {
      this.#deps.log("match.found", { correlation_id: pair.id, battle: answer.battleId });
      const [one, other] = matchesOf(pair, answer, this.#deps.now());
      this.#found(pair.p1, one);
      this.#found(pair.p2, other);
    } else if (answer?.status === "stale") {
      for (const entry of [pair.p1, pair.p2]) if (answer.claims.includes(entry.claim)) this.#expire(entry);
    }
    this.#beat.stir();
  }

  /** Who left while the battle was made said so, and is not called to it; the opponent gets the place back. */
  #found(entry: Entry, match: Match): void {
    if (!this.#line.remove(entry)) return;
    this.#matches.set(match.user, match);
    this.#deps.tell(match.user, match.message);
    this.#checkLater(match, 0);
  }

  #checkLater(match: Match, check: number): void {
    const delay = (CHECKS[check] ?? 0) - (CHECKS[check - 1] ?? 0);
    this.#deps.after(delay, () => {
      this.#turns
        .take(match.user, () => this.#check(match, check))
        .catch((error) => {
          this.#matches.delete(match.user);
          this.#deps.log("check.failed", { error: String(error) });
        });
    });
  }

  /** Takes a player whose opponent never came back into the queue, at the place that was kept. */
  async #check(match: Match, check: number): Promise<void> {
    const { user, teamId } = match;
    if (this.#matches.get(user) !== match) return;
    try {
      if (this.#deps.present(user)) await this.#enter({ user, teamId, resume: true });
      this.#matches.delete(user);
    } catch (error) {
      if (!(error instanceof LobbyError)) throw error;
      const again = error.code === "ALREADY_IN_BATTLE" || error.code === "STORE_UNAVAILABLE";
      if (again && check + 1 < CHECKS.length) return this.#checkLater(match, check + 1);
      this.#matches.delete(user);
      this.#notResumed(user, error);
    }
  }

  #notResumed(user: UserId, error: LobbyError): void {
    // It plays, or waits elsewhere.
    if (error.code === "ALREADY_IN_BATTLE" || error.code === "ALREADY_IN_QUEUE") return;
    if (error.code !== "NOT_IN_QUEUE") this.#deps.tell(user, error.frame());
    this.#tellLeft(user, "expired");
  }

  #upkeep(): void {
    this.#news.round(this.#deps.now());
    this.#renewals.tend(this.#line.entries);
  }
}
