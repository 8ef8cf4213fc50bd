import type { Row, TestDatabase } from "./database.ts";

let webhooks = 0n;

export interface WebhookSettings {
  kinds?: string[];
  spoiler?: boolean;
  lead_minutes?: number;
}

/** A webhook of a league, or of the operators; gives its id. */
export async function createWebhook(
  db: TestDatabase,
  leagueId: string | null,
  settings: WebhookSettings = {},
): Promise<string> {
  const [row] = await db.sql(
    `insert into discord_webhooks (league_id, discord_id, token, kinds, spoiler, lead_minutes)
     values ($1, $2, $3, coalesce($4, array['match.completed', 'match.reminder', 'standings.digest', 'record.broken']), $5, $6)
     returning id`,
    [
      leagueId,
      String(100_000_000_000_000_000n + webhooks++),
      "t".repeat(68),
      settings.kinds ?? (leagueId === null ? ["alert"] : null),
      settings.spoiler ?? false,
      settings.lead_minutes ?? 60,
    ],
  );
  return String(row?.id);
}

/** What the database has to say of messages of the queue. */
export async function noticesOf(db: TestDatabase, ...messages: Row[]): Promise<Row[]> {
  const [row] = await db.rpc("notification_contexts", { p_messages: JSON.stringify(messages) });
  return row?.notification_contexts as Row[];
}

/** The jobs of a kind that wait, oldest first, with their messages. */
export function waitingJobs(db: TestDatabase, kind: string): Promise<Row[]> {
  return db.sql(
    `select j.subject, j.priority, q.message
     from jobs j join pgmq.q_notifications q on q.msg_id = j.msg_id
     where j.queue = 'notifications' and j.kind = $1 and j.state = 'queued' order by q.msg_id`,
    [kind],
  );
}

/** Ends all that waits for the notifications' consumer. */
export async function forgetJobs(db: TestDatabase): Promise<void> {
  await db.sql("select pgmq.purge_queue('notifications')");
  await db.sql("delete from jobs where queue = 'notifications'");
}

export interface Begun {
  id: string;
  action: string;
  messageId?: string | null;
  waitSeconds?: number;
}

/** The ledger and the limits, as notify-discord uses them. */
export function ledger(db: TestDatabase) {
  return {
    async begin(
      webhook: string | null,
      subject: string,
      { kind = "match.completed", fingerprint = "a", ifPosted = false } = {},
    ): Promise<Begun> {
      const [row] = await db.rpc("begin_delivery", {
        p_webhook_id: webhook,
        p_kind: kind,
        p_subject: subject,
        p_fingerprint: fingerprint,
        p_if_posted: ifPosted,
      });
      return row?.begin_delivery as Begun;
    },
    finish: (id: string, result: Row) =>
      db.rpc("finish_delivery", { p_id: id, p_result: JSON.stringify({ verb: "post", ...result }) }),
  };
}
