import { COLOURS, type DiscordMessage, messageOf, NAME, timestamp } from "../embed.ts";
import type { ReminderNotice } from "../notice.ts";
import { bare, plain } from "../text.ts";

/** The message that reminds of a match before it begins. */
export function reminderMessage({
  match,
  season,
  league,
  home,
  away,
  mentions,
}: ReminderNotice): DiscordMessage {
  const at = match.scheduled_at;
  const embed = {
    title: `${plain(home.name, NAME)} vs ${plain(away.name, NAME)}`,
    description: `The match begins ${timestamp(at, "R")}, ${timestamp(at)}`,
    color: COLOURS.home,
    fields: [coach("Home", home), coach("Away", away)],
    footer: { text: `${bare(league, NAME)} · ${bare(season, NAME)} · Round ${match.round}` },
  };
  return messageOf(embed, mentions);
}

function coach(name: string, { coach }: { coach: string | null }) {
  return { name, value: coach === null ? "Nobody coaches it" : plain(coach, NAME), inline: true };
}
