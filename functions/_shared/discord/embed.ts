import type { EndType } from "../schema/battle.ts";
import type { NotificationContext } from "./context.ts";
import { bare, plain } from "./text.ts";

/** Discord refuses an embed over one of these, in characters. */
export const LIMITS = {
  title: 256,
  description: 4096,
  field: 1024,
  fieldName: 256,
  footer: 2048,
  total: 6000,
};

export interface Embed {
  title: string;
  description: string;
  url?: string;
  color: number;
  fields: { name: string; value: string; inline: boolean }[];
  footer: { text: string };
}

/** Body of a webhook message. Nobody is ever mentioned. */
export interface DiscordMessage {
  embeds: [Embed];
  allowed_mentions: { parse: [] };
}

const COLOURS = { home: 0x3b82f6, away: 0xef4444, tie: 0x9ca3af };

/** Names are cut so that the longest possible embed stays within every limit. */
const NAME = 100;

const ENDINGS: Record<EndType, string> = {
  win: "",
  tie: "",
  forfeit: " by forfeit",
  timeout: " on time",
  disconnect: " by disconnection",
  void: "",
};

/**
 * The message that announces a match's result.
 *
 * @param replayUrl the battle's page, or `null` when the match was decided without a battle
 */
export function resultMessage(context: NotificationContext, replayUrl: string | null): DiscordMessage {
  const { home, away, winner, differential, season, league, match, next_match: next } = context;
  const [homeName, awayName] = [plain(home.name, NAME), plain(away.name, NAME)];
  const fields = [
    { name: "Score", value: `${home.score} – ${away.score}`, inline: true },
    { name: "Differential", value: signed(differential), inline: true },
    { name: "Next match", value: next ? nextMatch(next) : "None: the season is played", inline: false },
  ];
  const round = match.round ? ` · Round ${match.round}` : "";
  const embed: Embed = {
    title: `${homeName} ${home.score} – ${away.score} ${awayName}`,
    description: [verdict(context), replayUrl ? `[Watch the replay](${replayUrl})` : ""]
      .filter(Boolean)
      .join("\n"),
    color: winner === null ? COLOURS.tie : winner === home.name ? COLOURS.home : COLOURS.away,
    fields,
    footer: { text: `${bare(league, NAME)} · ${bare(season, NAME)}${round}` },
  };
  if (replayUrl) embed.url = replayUrl;
  return { embeds: [embed], allowed_mentions: { parse: [] } };
}

function verdict({ winner, home, away, end_type }: NotificationContext): string {
  if (winner === null) return `**${plain(home.name, NAME)}** and **${plain(away.name, NAME)}** tie`;
  const loser = winner === home.name ? away.name : home.name;
  return `**${plain(winner, NAME)}** beats **${plain(loser, NAME)}**${ENDINGS[end_type]}`;
}

function nextMatch(next: NonNullable<NotificationContext["next_match"]>): string {
  const pairing = `${plain(next.home, NAME)} vs ${plain(next.away, NAME)}`;
  const seconds = next.scheduled_at ? Math.floor(Date.parse(next.scheduled_at) / 1000) : Number.NaN;
  // Discord shows `<t:…>` in each reader's own time zone.
  return Number.isFinite(seconds) ? `${pairing}, <t:${seconds}:f>` : pairing;
}

function signed(differential: number): string {
  return differential > 0 ? `+${differential}` : String(differential);
}
