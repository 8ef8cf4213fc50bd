import type * as z from "zod";
import type { BattleId } from "../schema/ids.ts";
import type { NotificationMessage } from "../schema/queue.ts";
import type { DiscordMessage, MessageStyle } from "./embed.ts";
import { alertMessage } from "./messages/alert.ts";
import { digestMessage } from "./messages/digest.ts";
import { recordMessage } from "./messages/record.ts";
import { reminderMessage } from "./messages/reminder.ts";
import { resultMessage } from "./messages/result.ts";
import { testMessage } from "./messages/test.ts";
import {
  AlertNotice,
  DigestNotice,
  MatchNotice,
  NoNotice,
  RecordNotice,
  ReminderNotice,
  TestNotice,
  type Webhook,
} from "./notice.ts";

/** What is told to whom. */
export interface Announcement {
  webhooks: Webhook[];
  captured: boolean;
  /** Names it in the ledger, with the message's kind: once for each webhook. */
  subject: string;
  /** Only where it was posted before: by itself it is no news. */
  ifPosted: boolean;
  body(style: MessageStyle): DiscordMessage;
}

/** An announcement, or why there is none: `skip` is as it should be, `error` is not. */
export type Announced = Announcement | { skip: string } | { error: string };

/**
 * Makes an announcement of a message and the notice that the database has of it.
 *
 * @param page a battle's page
 */
export function announce(
  message: NotificationMessage,
  notice: unknown,
  page: (battle: BattleId) => string,
): Announced {
  const none = NoNotice.safeParse(notice);
  if (none.success) return none.data;
  const make = <Schema extends z.ZodType<{ webhooks: Webhook[]; captured: boolean }>>(
    schema: Schema,
    subject: string,
    body: (read: z.output<Schema>, style: MessageStyle) => DiscordMessage,
    ifPosted: (read: z.output<Schema>) => boolean = () => false,
  ): Announcement => {
    const read = schema.parse(notice);
    const { webhooks, captured } = read;
    return { webhooks, captured, subject, ifPosted: ifPosted(read), body: (style) => body(read, style) };
  };
  const pageOf = (battle: BattleId | null | undefined) => (battle ? page(battle) : null);

  switch (message.kind) {
    case "match.completed":
      return make(
        MatchNotice,
        message.match_id,
        (read, style) => resultMessage(read, pageOf(read.battle_id), style),
        ({ match }) => match.status !== "completed",
      );
    case "match.reminder": {
      const subject = `${message.match_id}/${Date.parse(message.scheduled_at) / 1000}`;
      return make(ReminderNotice, subject, reminderMessage);
    }
    case "standings.digest":
      return make(DigestNotice, `${message.season_id}/round-${message.round}`, digestMessage);
    case "record.broken":
      return make(
        RecordNotice,
        `${message.scope_id}/${message.topic}`,
        (read, style) => recordMessage(read, pageOf(read.match?.battle_id), style),
        // What was withdrawn before anybody heard of it is not told.
        ({ records }) => records.every(({ stands }) => !stands),
      );
    case "alert":
      return make(AlertNotice, message.alert_id, alertMessage);
    case "webhook.test":
      return make(TestNotice, message.test_id, testMessage);
  }
}
