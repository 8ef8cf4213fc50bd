import {
  COLOURS,
  type DiscordMessage,
  type Embed,
  hidden,
  type MessageStyle,
  messageOf,
  NAME,
} from "../embed.ts";
import type { RecordNotice } from "../notice.ts";
import { bare, plain } from "../text.ts";

const NAMES: Record<string, string> = {
  biggest_win: "Biggest win",
  most_kos: "Most KOs in a match",
  most_damage: "Most damage in a match",
  fastest_win: "Fastest win",
  best_pokemon: "Most KOs by one Pokémon",
  win_streak: "Longest winning streak",
  title: "Champion",
  wins: "Most wins of all time",
  kos: "Most KOs of all time",
  differential: "Best differential of all time",
  streak: "Longest winning streak of all time",
};

const UNITS: Record<string, string> = {
  biggest_win: "Pokémon ahead",
  most_kos: "KOs",
  most_damage: "% of HP",
  fastest_win: "turns",
  best_pokemon: "KOs",
  win_streak: "wins in a row",
  wins: "wins",
  kos: "KOs",
  differential: "Pokémon ahead",
  streak: "wins in a row",
};

/** More would not fit an embed at their longest. */
const SHOWN = 10;

type Mark = RecordNotice["records"][number];

/**
 * The message that tells of a match's new records, of a season's champion, or of who leads the hall of fame.
 *
 * @param replayUrl the page of the battle that it happened in
 */
export function recordMessage(
  notice: RecordNotice,
  replayUrl: string | null,
  style: MessageStyle,
): DiscordMessage {
  const { league, season, match, records } = notice;
  const embed: Embed = {
    title: titleOf(notice),
    description: [
      match ? `${plain(match.home, NAME)} vs ${plain(match.away, NAME)}` : "",
      replayUrl ? `[Watch the replay](${replayUrl})` : "",
    ]
      .filter(Boolean)
      .join("\n"),
    color: COLOURS.record,
    fields: records.slice(0, SHOWN).map((mark) => ({
      name: NAMES[mark.record] ?? bare(mark.record, NAME),
      value: withdrawn(hidden(textOf(mark), style), mark),
      inline: false,
    })),
    footer: { text: [league, season].flatMap((name) => (name ? [bare(name, NAME)] : [])).join(" · ") },
  };
  if (replayUrl) embed.url = replayUrl;
  return messageOf(embed);
}

function titleOf({ season, match, records }: RecordNotice): string {
  if (season === null) return "Hall of fame";
  if (match === null) return `The title of ${plain(season, NAME)}`;
  return records.length === 1 ? "A new record" : `${records.length} new records`;
}

function textOf({ record, holder, value, previous, species }: Mark): string {
  const name = `**${plain(holder, NAME)}**`;
  if (record === "title") return `${name} wins the season`;
  const by = species === null ? "" : `, by ${plain(species, NAME)}`;
  const before = previous === null ? "" : ` (it was ${previous})`;
  return `${name}: ${value} ${UNITS[record] ?? ""}${by}${before}`;
}

function withdrawn(text: string, { stands }: Mark): string {
  return stands ? text : `~~${text}~~ no more, after a correction`;
}
