import type { Report } from "../../schema/discord.ts";
import { COLOURS, NAME } from "../embed.ts";
import type { Reply } from "../reply.ts";
import { bare, plain } from "../text.ts";

/** A button of a report: which one, and what it says. */
export interface ReportButton {
  reportId: string;
  confirm: boolean;
}

const ID = /^report:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(confirm|refuse)$/;

/** Reads a button's id; `null` where it is no report's. */
export function readReportButton(id: string): ReportButton | null {
  const [, reportId, verb] = ID.exec(id) ?? [];
  return reportId === undefined ? null : { reportId, confirm: verb === "confirm" };
}

/** Shows a report to everybody, with the buttons while it is open. */
export function reportReply(report: Report): Reply {
  const { report_id: id, home, away, season, round, state, mention } = report;
  const isOpen = state === "open";
  const asked = isOpen && mention !== null;
  return {
    content: asked ? `<@${mention}>, is that so?` : "",
    embeds: [
      {
        title: `${plain(home, NAME)} vs ${plain(away, NAME)}`,
        description: `${verdict(report)}\n\n${standing(report)}`,
        color: state === "refused" ? COLOURS.alarm : state === "confirmed" ? COLOURS.table : COLOURS.neutral,
        fields: [],
        footer: { text: `${bare(season, NAME)} · Round ${round}` },
      },
    ],
    components: isOpen
      ? [
          {
            type: 1,
            components: [
              { type: 2, style: 3, label: "Confirm", custom_id: `report:${id}:confirm` },
              { type: 2, style: 4, label: "Dispute", custom_id: `report:${id}:refuse` },
            ],
          },
        ]
      : [],
    allowed_mentions: asked ? { parse: [], users: [mention] } : { parse: [] },
  };
}

function verdict({ home, away, best_of, result }: Report): string {
  const { winner, home_score, away_score, home_games, away_games } = result;
  const names = { home: `**${plain(home, NAME)}**`, away: `**${plain(away, NAME)}**` };
  const won =
    winner === null
      ? `${names.home} and ${names.away} tie`
      : `${names[winner]} beats ${names[winner === "home" ? "away" : "home"]}`;
  const games = best_of > 1 ? `, ${home_games} – ${away_games} in games` : "";
  return `${won}${games}, ${home_score} – ${away_score} Pokémon left`;
}

function standing({ state, status, reporter, decider }: Report): string {
  const said = `Reported by ${plain(reporter ?? "a user who is gone", NAME)}`;
  const by = plain(decider ?? "a user who is gone", NAME);
  switch (state) {
    case "open":
      return `${said}. It counts once the other coach or an admin confirms it.`;
    case "confirmed":
      return `${said}, confirmed by ${by}.`;
    case "refused":
      return `${said}, disputed by ${by}. ${status === "disputed" ? "The league's admins decide." : ""}`.trim();
    case "replaced":
      return `${said}, and reported anew since.`;
  }
}
