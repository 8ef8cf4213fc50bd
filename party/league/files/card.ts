import * as z from "zod";
import { formatName } from "../../../functions/_shared/battle/formats.ts";
import {
  BattleView,
  LeagueView,
  MatchView,
  PlayerView,
  SeasonView,
  TeamView,
} from "../../../functions/_shared/schema/pages.ts";
import { scoreOf, written } from "./text.ts";

/** What a link to a page shows where it is shared. */
export const Card = z.object({
  title: z.string(),
  description: z.string(),
  /** The feed of what the page is about, by its path. */
  feed: z.string().nullable(),
});
export type Card = z.infer<typeof Card>;

/** The view that a page is made of, and what its card makes of that. */
interface Source {
  tag: string;
  card: (body: unknown) => Card | null;
}

const MAX = 200;

/** Where the card of a path comes from; `null` for a page that has none of its own. */
export function sourceOf(path: string): Source | null {
  const [kind = "", id = ""] = path.split("/").filter(Boolean);
  switch (kind) {
    case "match":
      return source(`match:${id}`, MatchView, matchCard);
    case "battle":
    case "replay":
      return source(`battle:${id}`, BattleView, battleCard);
    case "season":
      return source(`season:${id}`, SeasonView, ({ season_id, season, league, format, teams }) =>
        card(
          `${season} · ${league}`,
          `${teams.length} teams play ${formatName(format)}: standings, schedule, statistics.`,
          `/parties/league/all/seasons/${season_id}/results.atom`,
        ),
      );
    case "team":
      return source(`team:${id}`, TeamView, ({ team, season, league, place }) =>
        card(
          team,
          `${place === null ? "" : `Rank ${place.rank} with ${place.points} points in `}${season}, ${league}.`,
        ),
      );
    case "league":
      return source(`league:${id}`, LeagueView, ({ league, seasons }) =>
        card(
          league,
          `${seasons.length} ${seasons.length === 1 ? "season" : "seasons"}: standings, results, hall of fame.`,
        ),
      );
    case "player":
      return source(`player:${id}`, PlayerView, ({ name, ratings }) => {
        const [best] = ratings;
        return card(
          name,
          best === undefined
            ? `${name} on Plateau: teams, records and latest battles.`
            : `${best.elo} in ${formatName(best.format)}. Teams, records and latest battles.`,
        );
      });
    default:
      return null;
  }
}

function source<Body>(tag: string, schema: z.ZodType<Body>, make: (body: Body) => Card): Source {
  return {
    tag,
    card: (body) => {
      const read = schema.safeParse(body);
      return read.success ? make(read.data) : null;
    },
  };
}

function matchCard(match: MatchView): Card {
  const { status, round, season, league, format, winner_team_id, end_type } = match;
  const [home, away] = [match.home.team, match.away.team];
  const winner = winner_team_id === null ? null : winner_team_id === match.home.team_id ? home : away;
  return card(
    `${home} ${scoreOf(match) ?? "vs"} ${away}`,
    `${status === "completed" ? outcome(winner, end_type) : STATES[status]}. Round ${round} of ${season}, ${league} · ${formatName(format)}`,
  );
}

const STATES: Readonly<Record<Exclude<MatchView["status"], "completed">, string>> = {
  scheduled: "To be played",
  in_progress: "In progress",
  disputed: "Disputed",
  cancelled: "Cancelled",
};

/** Who won, and how where that is out of the ordinary: "Ann won by forfeit". */
function outcome(winner: string | null, endType: string | null): string {
  if (winner === null) return "Nobody won";
  return `${winner} won${HOW[endType ?? ""] ?? ""}`;
}

const HOW: Readonly<Record<string, string>> = {
  forfeit: " by forfeit",
  timeout: " on time",
  disconnect: " as the opponent left",
};

function battleCard(battle: BattleView): Card {
  const players = `${battle.p1_name ?? "Open seat"} vs ${battle.p2_name ?? "open seat"}`;
  const format = `${formatName(battle.format)}${battle.rated ? ", rated" : ""}`;
  switch (battle.status) {
    case "waiting":
      return card(players, `${format}: waits for its players.`);
    case "live":
      return card(players, `${format}: live now.`);
    case "void":
      return card(players, `${format}: called off.`);
    default: {
      const { winner_seat, p1_name, p2_name, p1_score, p2_score, turns, end_type } = battle;
      const winner = winner_seat === "p1" ? p1_name : winner_seat === "p2" ? p2_name : null;
      const score = p1_score === null || p2_score === null ? "vs" : `${p1_score}–${p2_score}`;
      const after = turns === null ? "" : ` after ${turns} ${turns === 1 ? "turn" : "turns"}`;
      return card(
        `${p1_name ?? "?"} ${score} ${p2_name ?? "?"}`,
        `${outcome(winner, end_type)}${after}: the replay. ${format}.`,
      );
    }
  }
}

function card(title: string, description: string, feed: string | null = null): Card {
  return { title: cut(title), description: cut(description), feed };
}

function cut(text: string): string {
  const letters = [...written(text)];
  return letters.length > MAX ? `${letters.slice(0, MAX - 1).join("")}…` : letters.join("");
}
