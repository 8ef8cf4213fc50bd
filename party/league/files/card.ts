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
  const score = scoreOf(match);
  const between = score === null ? "vs" : score;
  const state =
    match.status === "completed" ? "Over" : match.status === "in_progress" ? "In progress" : "To be played";
  return card(
    `${match.home.team} ${between} ${match.away.team}`,
    `${match.status === "cancelled" ? "Cancelled" : state}. Round ${match.round} of ${match.season}, ${match.league} · ${formatName(match.format)}`,
  );
}

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
      const winner =
        battle.winner_seat === "p1" ? battle.p1_name : battle.winner_seat === "p2" ? battle.p2_name : null;
      const turns = battle.turns === null ? "" : ` after ${battle.turns} turns`;
      return card(
        `${players}: replay`,
        `${format}. ${winner === null ? "Nobody won" : `${winner} won`}${turns}.`,
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
