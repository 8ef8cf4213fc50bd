import { BattleId, type FormatId, UserId } from "../../functions/_shared/schema/ids.ts";
import type { EnterAnswer, PairAnswer } from "../../functions/_shared/schema/matchmaking.ts";
import {
  type EnterRequest,
  type Matchmaking,
  type PairRequest,
  StoreUnavailable,
} from "../../party/lobby/matchmaking.ts";

/** The user of a number, whose token is `token-<number>`. */
export function userOf(number: number): UserId {
  return UserId.parse(`00000000-0000-4000-8000-${String(number).padStart(12, "0")}`);
}

interface Row {
  format: FormatId;
  claim: string | null;
  joinedAt: number;
  expiresAt: number;
  battleId: string | null;
}

const LIFETIME = 90_000;
const KEPT = 60_000;

/** The database's part of matchmaking, as the migrations have it. */
export class FakeStore implements Matchmaking {
  readonly rows = new Map<string, Row>();
  readonly battles = new Map<string, { pair: string; p1: UserId; p2: UserId; over: boolean }>();
  readonly ratings = new Map<string, number>();
  readonly lastOpponents = new Map<string, UserId>();
  /** By id; `null` is a team that is not there. */
  readonly teams = new Map<string, string>();
  readonly calls: { op: keyof Matchmaking; request: unknown }[] = [];
  /** Whether a request fails, before it has done its work or after it. */
  failure: (op: keyof Matchmaking) => "before" | "after" | null = () => null;
  /** Holds requests up. */
  delay: (op: keyof Matchmaking) => Promise<void> | null = () => null;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  enter(request: EnterRequest): Promise<EnterAnswer> {
    return this.#serve("enter", request, () => this.#enter(request));
  }

  leave(claims: string[]): Promise<void> {
    return this.#serve("leave", claims, () => {
      for (const [user, row] of this.rows) {
        if (row.battleId === null && row.claim !== null && claims.includes(row.claim)) this.rows.delete(user);
      }
    });
  }

  renew(claims: string[]): Promise<string[]> {
    return this.#serve("renew", claims, () => {
      const held = [...this.rows.values()].filter(({ claim }) => claim !== null && claims.includes(claim));
      for (const row of held) row.expiresAt = this.#now() + LIFETIME;
      return held.flatMap(({ claim }) => claim ?? []);
    });
  }

  pair(request: PairRequest): Promise<PairAnswer> {
    return this.#serve("pair", request, () => this.#pair(request));
  }

  /** The battle ended, or never began: those who came keep a place. */
  end(battleId: string, present: readonly string[] = []): void {
    const battle = this.battles.get(battleId);
    if (battle) battle.over = true;
    for (const [user, row] of this.rows) {
      if (row.battleId !== battleId) continue;
      this.rows.delete(user);
      if (!present.includes(user)) continue;
      this.rows.set(user, { ...row, claim: null, battleId: null, expiresAt: this.#now() + KEPT });
    }
  }

  /** The claims that are held. */
  claims(): string[] {
    return [...this.rows.values()].flatMap(({ claim }) => claim ?? []);
  }

  async #serve<Answer>(op: keyof Matchmaking, request: unknown, work: () => Answer): Promise<Answer> {
    this.calls.push({ op, request });
    await this.delay(op);
    const failure = this.failure(op);
    if (failure === "before") throw new StoreUnavailable(`Cannot ask matchmaking to ${op}: it is down`);
    const answer = work();
    if (failure === "after")
      throw new StoreUnavailable(`Cannot ask matchmaking to ${op}: its answer was lost`);
    return answer;
  }

  #enter({ user, claim, format, teamId, resume }: EnterRequest): EnterAnswer {
    const row = this.rows.get(user);
    const fresh = row && row.expiresAt > this.#now();
    if (row?.battleId) return { status: "playing", battleId: BattleId.parse(row.battleId) };
    if (resume && !(fresh && row.claim === null && row.format === format)) return { status: "gone" };
    if (fresh && row.format !== format) return { status: "queued", format: row.format };
    const team = teamId === null ? null : (this.teams.get(teamId) ?? null);
    if (teamId !== null && team === null) return { status: "no-team" };
    const joinedAt = row?.format === format ? row.joinedAt : this.#now();
    this.rows.set(user, { format, claim, joinedAt, expiresAt: this.#now() + LIFETIME, battleId: null });
    return {
      status: "entered",
      name: `Player ${user.slice(-4)}`,
      rating: this.ratings.get(user) ?? 1000,
      joinedAt,
      lastOpponent: this.lastOpponents.get(user) ?? null,
      team,
    };
  }

  #pair({ pair, p1, p2 }: PairRequest): PairAnswer {
    const both = [p1.claim, p2.claim];
    for (const [battleId, battle] of this.battles) {
      if (battle.pair !== pair) continue;
      return battle.over ? { status: "stale", claims: both } : paired(battleId);
    }
    const held = ({ user, claim }: PairRequest["p1"]) => {
      const row = this.rows.get(user);
      return row?.claim === claim && row.battleId === null && row.expiresAt > this.#now();
    };
    const stale = [p1, p2].filter((side) => !held(side)).map(({ claim }) => claim);
    if (stale.length > 0) return { status: "stale", claims: stale };
    const battleId = `gen9ou-${pair}`;
    this.battles.set(battleId, { pair, p1: p1.user, p2: p2.user, over: false });
    for (const { user } of [p1, p2]) {
      const row = this.rows.get(user);
      if (row) row.battleId = battleId;
    }
    this.lastOpponents.set(p1.user, p2.user);
    this.lastOpponents.set(p2.user, p1.user);
    return paired(battleId);
  }
}

function paired(battleId: string): PairAnswer {
  return {
    status: "paired",
    battleId: BattleId.parse(battleId),
    tickets: { p1: `ticket-${battleId}-p1`, p2: `ticket-${battleId}-p2` },
  };
}
