import { escape as escapeHtml } from "deno-std/html/entities.js";
import { Card } from "../league/files/card.ts";

/** What the page's host does for `answerPage`. */
export interface ShellDeps {
  /** The page as it is served to who goes to it in a browser; `null` where it was not built. */
  shell: () => Promise<Response | null>;
  /** What a link to a path shows, as the league answers it. */
  card: (path: string) => Promise<Response>;
}

/** What stands between these in the page is replaced. */
const BEGIN = "<!-- card -->";
const END = "<!-- /card -->";
/** Milliseconds that a crawler waits for the card at the most; then it gets the site's own. */
const PATIENCE = 2_000;
/** Seconds for which a crawler may keep what it got. */
const MAX_AGE = 60;

/**
 * Answers whoever asks for a page without being a browser that goes to it: crawlers that make a card of a link, curl, old
 * browsers. They get the same page, with a title, a description and a picture of what is at the address: none of them
 * runs scripts. `null`: the address is no page's.
 */
export async function answerPage(
  request: { url: string; method: string },
  deps: ShellDeps,
): Promise<Response | null> {
  const { pathname, origin } = new URL(request.url);
  const isAsked = request.method === "GET" || request.method === "HEAD";
  // A file that is not there is not a page.
  if (!isAsked || pathname.startsWith("/parties/") || /\.[a-z0-9]+$/i.test(pathname)) return null;
  const shell = await deps.shell();
  if (shell === null) return null;
  const html = withCard(await shell.text(), await cardOf(pathname, deps), `${origin}${pathname}`);
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": `public, max-age=${MAX_AGE}`,
    // A browser that goes to the page is answered without a question for its card.
    vary: "sec-fetch-mode",
  };
  return new Response(request.method === "HEAD" ? null : html, { headers });
}

/** What a page's link shows; `null` where it has nothing of its own, or the league does not answer. */
async function cardOf(path: string, { card }: ShellDeps): Promise<Card | null> {
  try {
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE));
    const response = await Promise.race([card(path), late]);
    if (response === null || !response.ok) return null;
    return Card.safeParse(await response.json()).data ?? null;
  } catch {
    // The page is worth more than its card.
    return null;
  }
}

/** The page with a card's words in its head. */
export function withCard(html: string, card: Card | null, address: string): string {
  const [begin, end] = [html.indexOf(BEGIN), html.indexOf(END)];
  if (card === null || begin < 0 || end < begin) return html;
  const { origin } = new URL(address);
  const tags = [
    `<title>${escapeHtml(card.title)} · Plateau</title>`,
    meta("name", "description", card.description),
    meta("property", "og:type", "website"),
    meta("property", "og:site_name", "Plateau"),
    meta("property", "og:title", card.title),
    meta("property", "og:description", card.description),
    meta("property", "og:url", address),
    meta("property", "og:image", `${origin}/card.png`),
    meta("property", "og:image:width", "1200"),
    meta("property", "og:image:height", "630"),
    meta("property", "og:image:alt", "Plateau: Pokémon battles and leagues"),
    meta("name", "twitter:card", "summary_large_image"),
    ...(card.feed === null
      ? []
      : [`<link rel="alternate" type="application/atom+xml" href="${escapeHtml(`${origin}${card.feed}`)}">`]),
  ];
  return html.slice(0, begin) + tags.join("\n    ") + html.slice(end + END.length);
}

function meta(attribute: "name" | "property", name: string, content: string): string {
  return `<meta ${attribute}="${name}" content="${escapeHtml(content)}">`;
}
