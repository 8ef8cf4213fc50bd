import { expect } from "vitest";
import { Stat } from "../../functions/_shared/schema/stats.ts";
import { type Pipeline, QUEUES } from "./pipeline.ts";

/** Once nothing is left to do: nothing is lost, and nothing is counted twice. */
export async function expectNothingLost(pipeline: Pipeline): Promise<void> {
  await expectJobsAddUp(pipeline);
  await expectOneResultEach(pipeline);
  await expectOneRatingChangeEach(pipeline);
  await expectStatisticsOfAll(pipeline);
  await expectOneMessageEach(pipeline);
}

/** Rows in = done + pending + dead, by the jobs and by the messages. */
async function expectJobsAddUp({ db }: Pipeline): Promise<void> {
  for (const queue of QUEUES) {
    const [jobs] = await db.sql(
      `select count(*) filter (where state = 'completed')::int as done,
         count(*) filter (where state in ('queued', 'processing'))::int as pending,
         count(*) filter (where state = 'dead_letter')::int as dead,
         count(*)::int as all
       from jobs where queue = $1`,
      [queue],
    );
    const [messages] = await db.sql(
      `select (select count(*)::int from pgmq.a_${queue} a join jobs j on j.queue = $1 and j.msg_id = a.msg_id
           where j.state = 'completed') as done,
         (select count(*)::int from pgmq.q_${queue}) as pending,
         (select count(*)::int from pgmq.q_${queue}_dlq) as dead`,
      [queue],
    );
    expect({ queue, ...messages }).toEqual({
      queue,
      done: jobs?.done,
      pending: jobs?.pending,
      dead: jobs?.dead,
    });
    expect(jobs?.all).toBe(Number(jobs?.done) + Number(jobs?.pending) + Number(jobs?.dead));
  }
}

async function expectOneResultEach({ db, season }: Pipeline): Promise<void> {
  const unfinished = await db.sql(
    `select b.id, b.status from battles b
     where b.ended_at is not null and b.status <> 'completed'
       and not exists (select from jobs j where j.subject = b.id and j.state = 'dead_letter')`,
  );
  expect(unfinished).toEqual([]);
  const [count] = await db.sql(
    `select (select count(*)::int * 2 from matches where season_id = $1 and status = 'completed') as sides,
       (select sum(wins + losses + ties)::int from standings where season_id = $1) as counted`,
    [season.id],
  );
  expect(count?.sides).toBeGreaterThan(0);
  expect(count?.counted).toBe(count?.sides);
  const [recount] = await db.sql("select recalculate_standings($1) as changed", [season.id]);
  expect(recount?.changed).toBe(0);
}

/** Each rated battle changed two ratings, and each change began where the one before had ended. */
async function expectOneRatingChangeEach({ db }: Pipeline): Promise<void> {
  const wrong = await db.sql(
    `select b.id, count(c.id)::int as changes
     from battles b left join rating_changes c on c.battle_id = b.id and c.reversed_at is null
     where b.rated and b.status = 'completed' group by b.id having count(c.id) <> 2`,
  );
  expect(wrong).toEqual([]);
  const broken = await db.sql(
    `select * from (
       select user_id, elo_before, lag(elo_after) over (partition by user_id, format order by id) as elo_then
       from rating_changes
     ) c where elo_then <> elo_before`,
  );
  expect(broken).toEqual([]);
}

/** What the statistics say is what they say when they are made anew. */
async function expectStatisticsOfAll({ db, season }: Pipeline): Promise<void> {
  const views = async () => {
    const shown: Record<string, unknown> = {};
    for (const stat of Stat.options) {
      const [row] = await db.sql("select stat_view($1, $2) as view", [stat, season.id]);
      shown[stat] = row?.view;
    }
    const [usage] = await db.sql("select usage_view('format', 'gen9ou') as view");
    return { ...shown, usage: usage?.view };
  };
  const kept = await views();
  for (const stat of Stat.options) await db.sql("select rebuild_stat($1, $2)", [stat, season.id]);
  await db.sql("select rebuild_usage('gen9ou')");
  expect(await views()).toEqual(kept);
}

/** Every announcement is in the channel once: what may have been posted is not posted again. */
async function expectOneMessageEach(pipeline: Pipeline): Promise<void> {
  const [ledger] = await pipeline.db.sql(
    "select count(*)::int as deliveries from discord_deliveries where state in ('sent', 'ambiguous')",
  );
  expect(ledger?.deliveries).toBeGreaterThan(0);
  expect(await pipeline.posted()).toBe(ledger?.deliveries);
}
