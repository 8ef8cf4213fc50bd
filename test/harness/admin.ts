import { randomUUID } from "node:crypto";
import * as z from "zod";
import {
  AuditList,
  JobHistory,
  JobList,
  Mended,
  StatsRequested,
} from "../../functions/_shared/schema/admin.ts";
import { type Claimed, claim } from "./claims.ts";
import { freshDatabase, type Row, type TestDatabase } from "./database.ts";
import { createUser, Season } from "./league.ts";

/** Where jobs are sent: it gets no alerts of their deaths. */
export const QUEUE = "battle_results";

/** Calls a function that answers JSON, and parses the answer. */
export async function askFunction<Schema extends z.ZodType>(
  db: TestDatabase,
  name: string,
  args: Row,
  schema: Schema,
): Promise<z.output<Schema>> {
  const [row] = await db.rpc(name, args);
  return schema.parse(row?.[name]);
}

/** Says of claimed jobs what became of them; those that are tried again wait for ten minutes. */
export async function settle(
  db: TestDatabase,
  jobs: readonly Claimed[],
  action: "finish" | "retry" | "dead",
  error?: string,
): Promise<void> {
  const items = jobs.map(({ msg_id, read_ct }) => ({ msg_id, read_ct, action, error, delay_seconds: 600 }));
  await db.rpc("settle_jobs", { p_queue: QUEUE, p_items: JSON.stringify(items) });
}

/** Two leagues, and who looks after the first of them. An actor of `null` is the service. */
export class Administration {
  readonly db: TestDatabase;
  readonly season: Season;
  readonly other: Season;
  readonly operator: string;
  readonly admin: string;
  readonly viewer: string;

  private constructor(db: TestDatabase, seasons: [Season, Season], users: [string, string, string]) {
    this.db = db;
    [this.season, this.other] = seasons;
    [this.operator, this.admin, this.viewer] = users;
  }

  static async create(): Promise<Administration> {
    const db = await freshDatabase();
    const [season, other] = [await Season.create(db, 2), await Season.create(db, 2)];
    const [operator, admin, viewer] = [await createUser(db), await createUser(db), await createUser(db)];
    await db.sql("insert into operators (user_id) values ($1)", [operator]);
    await db.sql(
      "insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin'), ($1, $3, 'viewer')",
      [season.leagueId, admin, viewer],
    );
    return new Administration(db, [season, other], [operator, admin, viewer]);
  }

  ask<Schema extends z.ZodType>(name: string, args: Row, schema: Schema): Promise<z.output<Schema>> {
    return askFunction(this.db, name, args, schema);
  }

  /** Sends a job about something; gives its id. */
  async send(
    subject: string,
    { kind = "battle.completed", queue = QUEUE, correlation = randomUUID() } = {},
  ): Promise<string> {
    const [row] = await this.db.sql("select private.send_job($1, $2, $3, '{}', 0, 'test', null, $4) as id", [
      queue,
      kind,
      subject,
      correlation,
    ]);
    return z.string().parse(row?.id);
  }

  claim(): Promise<Claimed[]> {
    return claim(this.db, QUEUE);
  }

  /** Claims the jobs that are due and lets them fail, for good or until later. */
  async fail(action: "retry" | "dead", error = "it failed"): Promise<void> {
    await settle(this.db, await this.claim(), action, error);
  }

  list(actor: string | null, filter: object = {}, after: string | null = null, limit = 50): Promise<JobList> {
    const args = { p_actor: actor, p_filter: JSON.stringify(filter), p_after: after, p_limit: limit };
    return this.ask("admin_jobs", args, JobList);
  }

  async ids(actor: string | null, filter: object = {}): Promise<string[]> {
    return (await this.list(actor, filter)).jobs.map((job) => job.id);
  }

  show(actor: string | null, job: string): Promise<JobHistory> {
    return this.ask("admin_job", { p_actor: actor, p_job_id: job }, JobHistory);
  }

  mendOne(verb: string, job: string, actor: string | null = null): Promise<Mended> {
    const args = { p_actor: actor, p_request_id: "r-1", p_verb: verb, p_job_id: job };
    return this.ask("admin_mend_job", args, Mended);
  }

  mendAll(verb: string, filter: object = {}, actor: string | null = null): Promise<Mended> {
    const args = { p_actor: actor, p_request_id: "r-1", p_verb: verb, p_filter: JSON.stringify(filter) };
    return this.ask("admin_mend_jobs", args, Mended);
  }

  /** How many jobs the same call of `mendAll` would touch. */
  count(verb: string, filter: object = {}, actor: string | null = null): Promise<Mended> {
    const args = { p_actor: actor, p_verb: verb, p_filter: JSON.stringify(filter) };
    return this.ask("admin_count_jobs", args, Mended);
  }

  refreshStats(requestId: string, actor: string | null, seasonId: string): Promise<StatsRequested> {
    const args = {
      p_actor: actor,
      p_request_id: requestId,
      p_season_id: seasonId,
      p_stats: ["season_stats", "honour_roll"],
      p_triggered_by: "admin",
      p_correlation_id: randomUUID(),
    };
    return this.ask("admin_refresh_stats", args, StatsRequested);
  }

  audit(
    actor: string | null,
    action: string | null = null,
    after: number | null = null,
    limit = 50,
  ): Promise<AuditList> {
    const args = { p_actor: actor, p_action: action, p_subject: null, p_after: after, p_limit: limit };
    return this.ask("admin_audit", args, AuditList);
  }
}
