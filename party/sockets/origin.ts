/**
 * Whether a page may open a socket here: one that this host served, or one of an origin that the installation lists.
 *
 * A browser always says where a page is from. What says nothing is no browser, and lies if it likes: tokens and tickets
 * are what protect against it.
 *
 * @param allowed the variable `PLATEAU_ORIGINS`: origins such as `https://league.example`, separated by spaces or commas
 */
export function originAllowed(
  request: { url: string; headers: Pick<Headers, "get"> },
  allowed = "",
): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return true;
  const page = parse(origin);
  // A sandboxed page's origin is the word "null".
  if (page === null) return false;
  // A proxy may have ended TLS on the way here, so the scheme says nothing.
  if (page.host === new URL(request.url).host) return true;
  return allowed.split(/[\s,]+/).some((entry) => parse(entry)?.origin === page.origin);
}

/** Answers the request that opens a socket: `null` when it may go on. */
export function refuseOrigin(
  request: { url: string; headers: Pick<Headers, "get"> },
  allowed: unknown,
): Response | null {
  if (originAllowed(request, typeof allowed === "string" ? allowed : "")) return null;
  return new Response("Cannot open a socket here for a page of another origin", { status: 403 });
}

function parse(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
