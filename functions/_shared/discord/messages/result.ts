import type { EndType } from "../../schema/battle.ts";
import {
  COLOURS,
  type DiscordMessage,
  type Embed,
  hidden,
  type MessageStyle,
  messageOf,
  NAME,
  timestamp,
} from "../embed.ts";
import type { MatchNotice } from "../notice.ts";
import { bare, plain } from "../text.ts";

/** A dispute's reason may be of any length. */
const REASON = 1000;

const ENDINGS: Record<EndType, string> = {
  win: "",
  tie: "",
  forfeit: " by forfeit",
  timeout: " on time",
  disconnect: " by disconnection",
  void: "",
};

/**
 * The message that announces a match's result, or what became of a result that was announced.
 *
 * @param replayUrl the battle's page, or `null` when the match was decided without a battle
 */
export function resultMessage(
  notice: MatchNotice,
  replayUrl: string | null,
  style: MessageStyle,
): DiscordMessage {
  const { season, league, match, next_match: next } = notice;
  const counts = match.status === "completed";
  const round = match.round ? ` · Round ${match.round}` : "";
  const fields = counts ? [score(notice, style), differential(notice, style)] : [];
  const upcoming = next ? nextMatch(next) : "None: the season is played";
  const embed: Embed = {
    title: counts && !style.spoiler ? scoreline(notice) : pairing(notice),
    description: [
      counts ? hidden(verdict(notice), style) : withoutResult(notice),
      replayUrl ? `[Watch the replay](${replayUrl})` : "",
    ]
      .filter(Boolean)
      .join("\n"),
    color: counts && !style.spoiler && notice.winner ? COLOURS[notice.winner] : COLOURS.neutral,
    fields: [...fields, { name: "Next match", value: upcoming, inline: false }],
    footer: { text: `${bare(league, NAME)} · ${bare(season, NAME)}${round}` },
  };
  if (replayUrl) embed.url = replayUrl;
  return messageOf(embed, notice.mentions);
}

function scoreline({ home, away }: MatchNotice): string {
  return `${plain(home.name, NAME)} ${home.score} – ${away.score} ${plain(away.name, NAME)}`;
}

function pairing({ home, away }: { home: { name: string }; away: { name: string } }): string {
  return `${plain(home.name, NAME)} vs ${plain(away.name, NAME)}`;
}

function score({ home, away }: MatchNotice, style: MessageStyle) {
  return { name: "Score", value: hidden(`${home.score} – ${away.score}`, style), inline: true };
}

function differential({ differential }: MatchNotice, style: MessageStyle) {
  const value = differential ?? 0;
  return {
    name: "Differential",
    value: hidden(value > 0 ? `+${value}` : String(value), style),
    inline: true,
  };
}

function verdict({ winner, home, away, end_type }: MatchNotice): string {
  const names = { home: `**${plain(home.name, NAME)}**`, away: `**${plain(away.name, NAME)}**` };
  const ending = end_type === null ? "" : ENDINGS[end_type];
  if (winner !== null) return `${names[winner]} beats ${names[winner === "home" ? "away" : "home"]}${ending}`;
  // Nobody won, and it was no tie: a double forfeit.
  return end_type === "tie"
    ? `${names.home} and ${names.away} tie`
    : `${names.home} and ${names.away} both lose${ending}`;
}

/** A result that was announced and is none any more. */
function withoutResult({ match }: MatchNotice): string {
  switch (match.status) {
    case "disputed":
      return `The result is disputed: ${plain(match.dispute_reason ?? "no reason was given", REASON)}`;
    case "cancelled":
      return "The match is cancelled";
    default:
      return "The result was taken back: the match is played again";
  }
}

function nextMatch(next: NonNullable<MatchNotice["next_match"]>): string {
  const teams = pairing({ home: { name: next.home }, away: { name: next.away } });
  return [teams, timestamp(next.scheduled_at)].filter(Boolean).join(", ");
}
