import { COLOURS, type DiscordMessage, hidden, type MessageStyle, messageOf, NAME } from "../embed.ts";
import type { DigestNotice } from "../notice.ts";
import { bare, code } from "../text.ts";

/** Rows that fit an embed with room to spare, at their longest. */
const ROWS = 40;
/** A team's column, in characters. */
const TEAM = 24;

/** The message with a season's table after a round. */
export function digestMessage(notice: DigestNotice, style: MessageStyle): DiscordMessage {
  const { season, league, round, later, open } = notice;
  const notes = [
    later > 0 ? `with ${matches(later)} of later rounds` : "",
    // Not all that the season has left: those of the rounds that are told of, disputed ones too.
    open > 0 ? `without ${matches(open)} that ${open === 1 ? "is" : "are"} still open` : "",
  ];
  return messageOf({
    title: `Standings after round ${round}`,
    description: [hidden(table(notice.table), style), notes.filter(Boolean).join(", ")]
      .filter(Boolean)
      .join("\n"),
    color: COLOURS.table,
    fields: [],
    footer: { text: `${bare(league, NAME)} · ${bare(season, NAME)}` },
  });
}

function matches(count: number): string {
  return count === 1 ? "1 match" : `${count} matches`;
}

/** A block of code, in which columns stand one below the other. */
function table(rows: DigestNotice["table"]): string {
  const shown = rows.slice(0, ROWS).map((row) => ({ ...row, team: code(row.team, TEAM) }));
  const width = Math.max(4, ...shown.map(({ team }) => [...team].length));
  const lines = shown.map(
    ({ rank, team, wins, losses, ties, points, differential, streak }) =>
      `${pad(rank, 3)} ${padEnd(team, width)} ${pad(`${wins}-${losses}-${ties}`, 8)} ${pad(points, 5)} ${pad(signed(differential), 5)} ${pad(streak ?? "", 4)}`,
  );
  const head = `${pad("#", 3)} ${padEnd("Team", width)} ${pad("W-L-T", 8)} ${pad("Pts", 5)} ${pad("Diff", 5)}`;
  const rest = rows.length - shown.length;
  return `\`\`\`\n${[head, ...lines, ...(rest > 0 ? [`… and ${rest} more`] : [])].join("\n")}\n\`\`\``;
}

function pad(text: string | number, width: number): string {
  return String(text).padStart(width);
}

function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - [...text].length));
}

function signed(differential: number): string {
  return differential > 0 ? `+${differential}` : String(differential);
}
