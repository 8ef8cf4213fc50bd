import { Feed } from "feed";
import type { MatchesView } from "../../../functions/_shared/schema/league.ts";
import { scoreOf, written } from "./text.ts";

/** Results that a feed tells: readers ask again within the time that so many take. */
const ENTRIES = 50;

export type FeedKind = "atom" | "rss";

/** A season's latest results as a feed. A match keeps its id; one that is corrected is an entry that was updated. */
export function resultsOf(view: MatchesView, kind: FeedKind, origin: string): string {
  const results = view.matches
    .filter(({ status }) => status === "completed")
    .sort((one, other) => timeOf(other).localeCompare(timeOf(one)))
    .slice(0, ENTRIES);
  const page = `${origin}/season/${view.season_id}`;
  const files = `${origin}/parties/league/all/seasons/${view.season_id}`;
  const feed = new Feed({
    id: `urn:uuid:${view.season_id}`,
    title: written(`${view.league}, ${view.season}: results`),
    description: written(`Results of ${view.season}`),
    link: page,
    language: "en",
    generator: "Plateau",
    author: { name: written(view.league) },
    // The same for the same results; a season without any has none of its own.
    updated: new Date(results.map(({ revised_at }) => revised_at).reduce(later, "1970-01-01T00:00:00Z")),
    feedLinks: { atom: `${files}/results.atom`, rss: `${files}/results.rss` },
    feed: `${files}/results.${kind}`,
  });
  for (const match of results) {
    const score = scoreOf(match) ?? "–";
    const winner =
      match.winner_team_id === match.home_team_id
        ? match.home
        : match.winner_team_id === match.away_team_id
          ? match.away
          : null;
    const title = written(`${match.home} ${score} ${match.away}`);
    feed.addItem({
      id: `urn:uuid:${match.match_id}`,
      guid: `urn:uuid:${match.match_id}`,
      link: `${origin}/match/${match.match_id}`,
      title,
      description: written(
        `Round ${match.round}: ${winner === null ? "nobody won" : `${winner} won`}${match.end_type === "forfeit" ? " by forfeit" : ""}.`,
      ),
      date: new Date(match.revised_at),
      published: new Date(timeOf(match)),
    });
  }
  return kind === "atom" ? feed.atom1() : feed.rss2();
}

function timeOf({ played_at, revised_at }: MatchesView["matches"][number]): string {
  return new Date(played_at ?? revised_at).toISOString();
}

function later(one: string, other: string): string {
  return Date.parse(other) > Date.parse(one) ? other : one;
}
