import { generateAtomFeed, generateRssFeed } from "feedsmith";
import type { Fixture, MatchesView } from "../../../functions/_shared/schema/league.ts";
import { scoreOf, written } from "./text.ts";

/** Results that a feed tells: readers ask again within the time that so many take. */
const ENTRIES = 50;

export type FeedKind = "atom" | "rss";

/** A result as both kinds of feed tell it. */
interface Entry {
  id: string;
  link: string;
  title: string;
  text: string;
  published: Date;
  updated: Date;
}

/** A season's latest results as a feed. A match keeps its id; one that is corrected is an entry that was updated. */
export function resultsOf(view: MatchesView, kind: FeedKind, origin: string): string {
  const results = view.matches
    .filter(({ status }) => status === "completed")
    .sort((one, other) => timeOf(other).localeCompare(timeOf(one)))
    .slice(0, ENTRIES);
  const entries = results.map((match) => entryOf(match, origin));
  const title = written(`${view.league}, ${view.season}: results`);
  const link = `${origin}/season/${view.season_id}`;
  const self = `${origin}/parties/league/all/seasons/${view.season_id}/results.${kind}`;
  // The same for the same results; a season without any has none of its own.
  const updated = new Date(Math.max(0, ...entries.map((entry) => entry.updated.getTime())));
  if (kind === "atom") {
    return generateAtomFeed({
      id: `urn:uuid:${view.season_id}`,
      title: { value: title },
      updated,
      links: [
        { href: link, rel: "alternate" },
        { href: self, rel: "self", type: "application/atom+xml" },
      ],
      authors: [{ name: written(view.league) }],
      generator: { text: "Plateau" },
      entries: entries.map(({ id, link, title, text, published, updated }) => ({
        id,
        title: { value: title },
        links: [{ href: link, rel: "alternate" }],
        summary: { value: text },
        published,
        updated,
      })),
    });
  }
  return generateRssFeed({
    title,
    link,
    description: title,
    language: "en",
    generator: "Plateau",
    lastBuildDate: updated,
    atom: { links: [{ href: self, rel: "self", type: "application/rss+xml" }] },
    items: entries.map(({ id, link, title, text, published }) => ({
      title,
      link,
      description: text,
      guid: { value: id, isPermaLink: false },
      pubDate: published,
    })),
  });
}

function entryOf(match: Fixture, origin: string): Entry {
  const { home_team_id, home, away_team_id, away, winner_team_id, end_type } = match;
  const winner = winner_team_id === home_team_id ? home : winner_team_id === away_team_id ? away : null;
  const how = end_type === "forfeit" ? " by forfeit" : "";
  return {
    id: `urn:uuid:${match.match_id}`,
    link: `${origin}/match/${match.match_id}`,
    title: written(`${home} ${scoreOf(match) ?? "–"} ${away}`),
    text: written(`Round ${match.round}: ${winner === null ? "nobody won" : `${winner} won`}${how}.`),
    published: new Date(timeOf(match)),
    updated: new Date(match.revised_at),
  };
}

function timeOf({ played_at, revised_at }: Fixture): string {
  return new Date(played_at ?? revised_at).toISOString();
}
