import type * as z from "zod";
import { etagOf, isKnown } from "../../functions/_shared/etag.ts";
import { MatchesView, ViewTag } from "../../functions/_shared/schema/league.ts";
import { TeamView } from "../../functions/_shared/schema/pages.ts";
import { calendarOf } from "./files/calendar.ts";
import { type Card, sourceOf } from "./files/card.ts";
import { resultsOf } from "./files/results.ts";
import type { LeagueRoom } from "./room.ts";

/** A file that is made of a view. */
interface FileSource {
  tag: string;
  type: string;
  /** The text. @throws when the body has another shape */
  write: (body: unknown, origin: string) => string;
}

/** Seconds for which a copy may be shown without a question: calendars and readers ask every few minutes at the most. */
const MAX_AGE = 60;

/**
 * The file that an address below `/parties/league/all` names: `seasons/<id>/schedule.ics`, `teams/<id>/schedule.ics`,
 * `seasons/<id>/results.atom`, `seasons/<id>/results.rss`, and `card?path=…`, what a link to a page shows. `null`: it
 * names none.
 */
export function fileAt({ pathname, searchParams }: URL): FileSource | null {
  // Behind `/parties/league/all`.
  const [of = "", id = "", name = "", ...more] = pathname.split("/").slice(4);
  if (more.length > 0) return null;
  switch (name === "" ? of : `${of}/${name}`) {
    case "seasons/schedule.ics":
      return calendar(`matches:${id}`, MatchesView, ({ season, league }) => `${season}, ${league}`);
    case "teams/schedule.ics":
      return calendar(`team:${id}`, TeamView, ({ team, season }) => `${team}, ${season}`);
    case "seasons/results.atom":
      return feed(id, "atom");
    case "seasons/results.rss":
      return feed(id, "rss");
    case "card":
      return card(searchParams.get("path") ?? "");
    default:
      return null;
  }
}

type Scheduled = Pick<MatchesView, "best_of" | "matches">;

function calendar<Body extends Scheduled>(
  tag: string,
  schema: z.ZodType<Body>,
  nameOf: (body: Body) => string,
): FileSource {
  return {
    tag,
    type: "text/calendar; charset=utf-8",
    write: (body, origin) => {
      const view = schema.parse(body);
      return calendarOf({ name: nameOf(view), bestOf: view.best_of, matches: view.matches, origin });
    },
  };
}

function feed(id: string, kind: "atom" | "rss"): FileSource {
  return {
    tag: `matches:${id}`,
    type: `application/${kind}+xml; charset=utf-8`,
    write: (body, origin) => resultsOf(MatchesView.parse(body), kind, origin),
  };
}

function card(path: string): FileSource | null {
  const source = sourceOf(path);
  if (source === null) return null;
  return {
    tag: source.tag,
    type: "application/json; charset=utf-8",
    write: (body) => {
      const made: Card | null = source.card(body);
      if (made === null) throw new Error(`Cannot make a card of '${source.tag}': its body has another shape`);
      return JSON.stringify(made);
    },
  };
}

/** Answers with a file; `null` where there is no such view. @throws {ViewUnavailable} as `LeagueRoom.read` */
export async function answerFile(
  request: Request,
  file: FileSource,
  room: Pick<LeagueRoom, "read">,
): Promise<Response | null> {
  if (!ViewTag.safeParse(file.tag).success) return null;
  const { view, stale } = await room.read(file.tag);
  if (view === null) return null;
  const text = file.write(JSON.parse(view.text), new URL(request.url).origin);
  const etag = await etagOf(text);
  const headers = {
    etag,
    "cache-control": stale ? "no-store" : `public, max-age=${MAX_AGE}`,
    "content-type": file.type,
    // What names say is not to be read as a page.
    "x-content-type-options": "nosniff",
  };
  if (isKnown(request.headers.get("if-none-match"), etag))
    return new Response(null, { status: 304, headers });
  return new Response(text, { headers });
}
