import { readFileSync } from "node:fs";
import type { Seat } from "../../functions/_shared/schema/ids.ts";
import { keepSecrets } from "../../supabase/local/database/vault.ts";
import { openDatabase, type Row, type TestDatabase } from "./database.ts";
import { type Served, serveFunction } from "./deno.ts";
import { battleCompleted, deliver } from "./events.ts";
import { Gate } from "./gate.ts";
import { Ladder, type Player } from "./ladder-database.ts";
import { Season } from "./league.ts";
import { eventually, startTestStack, type TestStack } from "./stack.ts";

/** A replay of 32 turns that p2 wins. */
export const LOG = readFileSync(`${import.meta.dirname}/../fixtures/replays/singles.log`, "utf8");

export const CONSUMERS = ["process-results", "refresh-stats", "notify-discord"] as const;
export type Consumer = (typeof CONSUMERS)[number];

/**
 * A whole stack whose consumers run apart from it, each in a Deno of its own behind a gate: each can be killed while a
 * certain request passes, and started again.
 */
export class Pipeline {
  readonly stack: TestStack;
  readonly db: TestDatabase;
  readonly gate: Gate;
  readonly season: Season;
  readonly ladder: Ladder;
  readonly #served = new Map<Consumer, Served>();
  /** Two who play all rated battles, so that each result follows from the one before. */
  readonly #rivals: readonly [Player, Player];

  private constructor(
    stack: TestStack,
    db: TestDatabase,
    gate: Gate,
    season: Season,
    rivals: readonly [Player, Player],
  ) {
    this.stack = stack;
    this.db = db;
    this.gate = gate;
    this.season = season;
    this.ladder = new Ladder(db);
    this.#rivals = rivals;
  }

  static async start(): Promise<Pipeline> {
    const gate = new Gate();
    const [stack] = await Promise.all([startTestStack(), gate.start()]);
    const db = openDatabase({ url: stack.urls.database, adminUrl: stack.urls.database });
    const ladder = new Ladder(db);
    const rivals = [await ladder.player(), await ladder.player()] as const;
    const pipeline = new Pipeline(stack, db, gate, await Season.create(db, 4), rivals);
    gate.route("/", () => `${stack.urls.api}/`);
    await Promise.all(CONSUMERS.map((name) => pipeline.serve(name)));
    await keepSecrets(stack.urls.database, { project_url: gate.url });
    return pipeline;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#served.values()].map((served) => served.stop()));
    await this.db.drop();
    await this.stack.end();
    await this.gate.stop();
  }

  /** Starts a consumer. @param skewMs how far its clock is off, in milliseconds */
  async serve(name: Consumer, skewMs = 0): Promise<void> {
    const { gate, stack } = this;
    const env = {
      SUPABASE_URL: gate.url,
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: stack.keys.secret }),
      PLATEAU_WEBHOOK_SECRETS: stack.secrets.webhook,
      PARTYKIT_URL: stack.urls.rooms,
      DISCORD_API_URL: `${gate.url}/discord/api/v10`,
      DISCORD_CAPTURE_URL: `${gate.url}/discord/api/v10`,
      SKEW_MS: String(skewMs),
    };
    this.#served.set(name, await serveFunction(name, env, "test/harness/skewed-clock.ts"));
    gate.route(`/functions/v1/${name}`, () => this.#served.get(name)?.url ?? "");
  }

  /** Ends a consumer's process at once, as a machine that loses power does. */
  async kill(name: Consumer): Promise<void> {
    await this.#served.get(name)?.stop();
  }

  /** Starts a killed consumer again, and lets so much time pass that nobody waits for the one before. */
  async revive(name: Consumer): Promise<void> {
    await this.serve(name);
    await this.expire();
  }

  /** Lets so much time pass that every lease, every claim and every delay has run out. */
  async expire(): Promise<void> {
    await this.force(
      "update leases set expires_at = clock_timestamp() - interval '1 second' where ended_at is null",
    );
    await this.expireClaims();
    await this.tick();
  }

  async expireClaims(): Promise<void> {
    for (const queue of QUEUES) await this.force(`update pgmq.q_${queue} set vt = clock_timestamp()`);
  }

  /** Tries again where its connection was broken, or where it and a worker wait for each other's rows. */
  async force(sql: string): Promise<void> {
    await eventually(() => this.db.sql(sql));
  }

  /** Calls a consumer as the scheduler does; it answers when it is done, or soon. */
  async call(name: Consumer): Promise<void> {
    const headers = { apikey: this.stack.keys.secret, "content-type": "application/json" };
    await fetch(`${this.gate.url}/functions/v1/${name}`, { method: "POST", headers, body: "{}" });
  }

  /** Changes the settings of every queue. @param change such as `paused = true` */
  async set(change: string): Promise<void> {
    await this.db.sql(`update queue_settings set ${change}`);
  }

  async tick(): Promise<void> {
    await this.force("select private.dispatch_all()");
  }

  /** Opens a battle of a new match, or a rated one of the rivals; gives its id. */
  async open(rated = false): Promise<string> {
    if (!rated) return await this.season.openBattle(await this.season.match(this.#next % 3, 3));
    for (const rival of this.#rivals) await this.ladder.enter(rival);
    return await this.ladder.battle(...this.#rivals);
  }

  get #next(): number {
    this.#opened += 1;
    return this.#opened;
  }
  #opened = 0;

  /** Tells the stack that a battle has ended, as often as it takes, as its room does. */
  async end(battle: string, { log = LOG, winner = "p2" as Seat } = {}): Promise<void> {
    const event = battleCompleted({ battle_id: battle, log, winner });
    await eventually(async () => {
      const status = await deliver(this.stack.urls.api, this.stack.secrets.webhook, event);
      if (status >= 300) throw new Error(`Cannot end ${battle}: the answer was ${status}`);
    });
  }

  /** Plays battles of matches, and one that is rated; gives their ids. Their results are on their way then. */
  async play(matches: number): Promise<string[]> {
    const battles: string[] = [];
    for (let match = 0; match < matches; match += 1) battles.push(await this.open());
    battles.push(await this.open(true));
    await Promise.all(battles.map((battle) => this.end(battle)));
    return battles;
  }

  /** Waits until nothing is left to do in any queue. @param but jobs of a kind that may be left */
  async settle(but?: string): Promise<void> {
    await eventually(async () => {
      await this.tick();
      const left = (await this.left()).filter(({ kind }) => kind !== but);
      if (left.length > 0) throw new Error(`Still to do: ${JSON.stringify(left)}`);
    }, 40_000);
  }

  /** What is left to do: jobs, and messages that are no jobs yet. */
  async left(): Promise<Row[]> {
    const messages = QUEUES.map(
      (queue) => `select '${queue}', message ->> 'kind', null, 'sent', null from pgmq.q_${queue}`,
    );
    return await this.db.sql(
      `select queue, kind, subject, state::text, error from jobs where state in ('queued', 'processing')
       union all ${messages.join(" union all ")}`,
    );
  }

  /** Messages that Discord shows, all in all. */
  async posted(): Promise<number> {
    const response = await fetch(`${this.stack.urls.api}/discord/messages.json`);
    const messages: unknown = await response.json();
    return Array.isArray(messages) ? messages.length : 0;
  }
}

export const QUEUES = ["battle_results", "stats_refresh", "notifications"] as const;
