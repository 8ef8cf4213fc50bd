import { COLOURS, type DiscordMessage, messageOf, NAME, timestamp } from "../embed.ts";
import type { AlertNotice } from "../notice.ts";
import { bare, plain } from "../text.ts";

/** An error, and any other detail, in characters. */
const ERROR = 1500;
const DETAIL = 200;
const DETAILS = 8;

/** The message that tells operators of something, and how often it happened so far. */
export function alertMessage({ alert }: AlertNotice): DiscordMessage {
  const { kind, subject, details, opened_at, raised } = alert;
  const { error, ...others } = details;
  const fields = Object.entries(others)
    .filter(([, value]) => value !== null && value !== "")
    .slice(0, DETAILS)
    .map(([name, value]) => ({
      name: bare(name.replaceAll("_", " "), NAME) || "detail",
      value: plain(typeof value === "string" ? value : JSON.stringify(value), DETAIL) || "–",
      inline: true,
    }));
  return messageOf({
    title: titleOf(kind, subject, details),
    description: error === undefined || error === null ? "" : plain(String(error), ERROR),
    color: COLOURS.alarm,
    fields: [
      { name: "Times", value: String(raised), inline: true },
      { name: "Since", value: timestamp(opened_at) || "–", inline: true },
      ...fields,
    ],
    footer: { text: `${bare(kind, NAME)} · ${bare(subject, NAME)}` },
  });
}

function titleOf(kind: string, subject: string, details: Record<string, unknown>): string {
  const name = plain(subject, NAME);
  switch (kind) {
    case "dead_letters":
      return `Dead letters in ${name}`;
    case "webhook_disabled":
      return `A webhook is switched off: ${plain(String(details.webhook ?? subject), NAME)}`;
    case "worker_lost":
      return `A worker of ${name} fell silent`;
    case "delivery_ambiguous":
      return "A message may or may not have been posted: look at the channel";
    default:
      return `${plain(kind.replaceAll("_", " "), NAME)}: ${name}`;
  }
}
