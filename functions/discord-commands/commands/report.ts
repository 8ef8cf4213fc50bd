import { Refusal } from "../../_edge/respond.ts";
import { type ReportButton, reportReply } from "../../_shared/discord/replies/report.ts";
import type { Reply } from "../../_shared/discord/reply.ts";
import type { GuildMatch } from "../../_shared/schema/discord.ts";
import { type Call, type CommandDeps, textOf } from "../interaction.ts";
import { requireUser } from "./link.ts";

/** What the autocompletion of `winner` gives beside the teams' names. */
export const TIE = "tie";

/** Tells what a match came to, for the other coach to confirm. */
export async function reportResult(call: Call, deps: CommandDeps): Promise<Reply> {
  const user = await requireUser(call, deps, "report the result");
  const match = await deps.store.guildMatch(call.guild, textOf(call, "match"));
  const winner = winnerOf(match, textOf(call, "winner") ?? "");
  const score = pair(textOf(call, "score") ?? "", "score", winner);
  const given = textOf(call, "games");
  const games = given === null ? null : pair(given, "games", winner);
  return reportReply(
    await deps.store.reportResult(user.user_id, match.match_id, {
      winner,
      end_type: winner === null ? "tie" : "win",
      home_score: score.home,
      away_score: score.away,
      ...(games && { home_games: games.home, away_games: games.away }),
    }),
  );
}

/** Confirms or disputes a report, whose button was pressed. */
export async function decideReport(
  { reportId, confirm }: ReportButton,
  call: Call,
  deps: CommandDeps,
): Promise<Reply> {
  const user = await requireUser(call, deps, confirm ? "confirm the result" : "dispute the result");
  return reportReply(await deps.store.decideReport(user.user_id, reportId, confirm));
}

type Side = "home" | "away";

function winnerOf({ home, away }: GuildMatch, text: string): Side | null {
  const said = text.trim().toLowerCase();
  if (said === TIE) return null;
  const sides = (["home", "away"] as const).filter(
    (side) => said === side || said === (side === "home" ? home : away).toLowerCase(),
  );
  if (sides.length === 1 && sides[0]) return sides[0];
  throw new Refusal(400, "INVALID", "Cannot report the result: the winner is one of both teams, or a tie");
}

/** Reads `3-0`, the winner's first. */
function pair(text: string, what: string, winner: Side | null): Record<Side, number> {
  const [, first, second] = /^\s*(\d{1,3})\s*[-–:]\s*(\d{1,3})\s*$/.exec(text) ?? [];
  if (first === undefined || second === undefined) {
    throw new Refusal(
      400,
      "INVALID",
      `Cannot report the result: the ${what} is two numbers such as 3-0, not '${text}'`,
    );
  }
  const [high, low] = [Number(first), Number(second)];
  return winner === "away" ? { home: low, away: high } : { home: high, away: low };
}
