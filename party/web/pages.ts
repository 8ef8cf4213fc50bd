import type { ComponentType } from "preact";
import { parse } from "regexparam";
import { offeredFormat } from "../../functions/_shared/battle/formats.ts";
import { BattleId } from "../../functions/_shared/schema/ids.ts";
import { sectionAt } from "./season/sections.ts";
import type { PageProps } from "./site.ts";

type Params = PageProps["params"];

/** A page of the client: its path, and the code that is fetched when it is first wanted. */
export interface PageEntry {
  path: string;
  /** What is loaded: "the battle". */
  what: string;
  load: () => Promise<ComponentType<PageProps>>;
  /** Whether the parts of the path can be what they name; otherwise there is no such page. */
  accepts?: (params: Params) => boolean;
}

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const isUuid = (text = "") => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** Whoever runs nothing never fetches this. */
const admin = () => import("./admin/pages.ts");

/** All pages. A new page adds its line here and, if it is a place to go to, one in `LINKS`. */
export const PAGES: readonly PageEntry[] = [
  { path: "/", what: "the league", load: () => import("./home/page.tsx").then((page) => page.Home) },
  {
    path: "/battle/:id",
    what: "the battle",
    load: () => import("./battle/page.tsx").then((page) => page.BattlePage),
    accepts: ({ id }) => BattleId.safeParse(id).success,
  },
  {
    path: "/watch",
    what: "the live battles",
    load: () => import("./watch/page.tsx").then((page) => page.WatchPage),
  },
  {
    path: "/replays",
    what: "the replays",
    load: () => import("./replays/page.tsx").then((page) => page.ReplaysPage),
  },
  {
    path: "/replay/:id",
    what: "the replay",
    load: () => import("./replay/page.tsx").then((page) => page.ReplayPage),
    accepts: ({ id }) => BattleId.safeParse(id).success,
  },
  {
    path: "/viewer",
    what: "the viewer",
    load: () => import("./replay/file-page.tsx").then((page) => page.FilePage),
  },
  {
    path: "/ladder/:format?",
    what: "the ladder",
    load: () => import("./ladder/page.tsx").then((page) => page.LadderPage),
    accepts: ({ format = "" }) => format === "" || offeredFormat(format) !== null,
  },
  {
    path: "/leagues",
    what: "the leagues",
    load: () => import("./league/list.tsx").then((page) => page.LeaguesPage),
  },
  {
    path: "/league/:slug",
    what: "the league",
    load: () => import("./league/page.tsx").then((page) => page.LeaguePage),
    accepts: ({ slug }) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug ?? ""),
  },
  {
    path: "/season/:id/:section?",
    what: "the season",
    load: () => import("./season/page.tsx").then((page) => page.SeasonPage),
    accepts: ({ id, section }) => isUuid(id) && sectionAt(section) !== null,
  },
  {
    path: "/team/:id",
    what: "the team",
    load: () => import("./team/page.tsx").then((page) => page.TeamPage),
    accepts: ({ id }) => isUuid(id),
  },
  {
    path: "/match/:id",
    what: "the match",
    load: () => import("./match/page.tsx").then((page) => page.MatchPage),
    accepts: ({ id }) => isUuid(id),
  },
  {
    path: "/player/:id",
    what: "the player",
    load: () => import("./player/page.tsx").then((page) => page.PlayerPage),
    accepts: ({ id }) => isUuid(id),
  },
  {
    path: "/teams",
    what: "your teams",
    load: () => import("./teams/page.tsx").then((page) => page.TeamsPage),
  },
  {
    path: "/invite",
    what: "the invitation",
    load: () => import("./invite/page.tsx").then((page) => page.InvitePage),
  },
  { path: "/admin", what: "administration", load: () => admin().then((pages) => pages.AdminPage) },
  {
    path: "/admin/league/:slug",
    what: "the league",
    load: () => admin().then((pages) => pages.LeaguePage),
    accepts: ({ slug }) => SLUG.test(slug ?? ""),
  },
  {
    path: "/admin/league/:slug/new-season",
    what: "the form",
    load: () => admin().then((pages) => pages.NewSeasonPage),
    accepts: ({ slug }) => SLUG.test(slug ?? ""),
  },
  {
    path: "/admin/season/:id",
    what: "the season",
    load: () => admin().then((pages) => pages.SeasonPage),
    accepts: ({ id }) => isUuid(id),
  },
  { path: "/admin/queues", what: "the queues", load: () => admin().then((pages) => pages.QueuesPage) },
  { path: "/admin/jobs", what: "the jobs", load: () => admin().then((pages) => pages.JobsPage) },
  {
    path: "/admin/jobs/:id",
    what: "the job",
    load: () => admin().then((pages) => pages.JobPage),
    accepts: ({ id }) => isUuid(id),
  },
  { path: "/admin/audit", what: "the audit", load: () => admin().then((pages) => pages.AuditPage) },
  {
    path: "/admin/installation",
    what: "the installation",
    load: () => admin().then((pages) => pages.InstallationPage),
  },
];

/** A way through the site; `sections` marks all addresses that begin so as its own. */
export interface Way {
  to: string;
  label: string;
  sections?: readonly string[];
}

/** The ways as the frame shows them. */
export const LINKS: readonly Way[] = [
  { to: "/", label: "Play" },
  { to: "/watch", label: "Watch" },
  {
    to: "/leagues",
    label: "Leagues",
    sections: ["/leagues", "/league", "/season", "/match", "/team", "/player"],
  },
  { to: "/ladder", label: "Ladder", sections: ["/ladder"] },
  { to: "/replays", label: "Replays", sections: ["/replays", "/replay"] },
  { to: "/teams", label: "Teams" },
];

/** Shown to those who run something. */
export const ADMIN_LINK: Way = { to: "/admin", label: "Admin" };

export interface Found {
  entry: PageEntry;
  params: Params;
}

const patterns = PAGES.map((entry) => ({ entry, ...parse(entry.path) }));

/** The page that a path names; `null` when it leads nowhere. */
export function pageAt(path: string): Found | null {
  for (const { entry, pattern, keys } of patterns) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const params = paramsOf(keys, match);
    if (params !== null && (entry.accepts?.(params) ?? true)) return { entry, params };
  }
  return null;
}

function paramsOf(keys: readonly string[], match: RegExpExecArray): Params | null {
  try {
    return Object.fromEntries(keys.map((key, index) => [key, decodeURIComponent(match[index + 1] ?? "")]));
  } catch {
    // A per cent sign that begins nothing.
    return null;
  }
}
