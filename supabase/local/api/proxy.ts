/** Headers that concern one connection only, and those the fetch of this process sets by itself. */
const hopByHop = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "host",
  "expect",
  "content-length",
];

/** Passes a request on to another origin, bodies streaming both ways; 503 when nobody listens there. */
export async function passOn(request: Request, target: URL): Promise<Response> {
  const headers = withoutHops(request.headers);
  // Left encoded by the other side, the body would arrive here decoded.
  headers.set("accept-encoding", "identity");
  headers.set("x-forwarded-host", new URL(request.url).host);
  const body = request.method === "GET" || request.method === "HEAD" ? null : request.body;
  const init: RequestInit & { duplex: "half" } = {
    method: request.method,
    headers,
    body,
    duplex: "half",
    redirect: "manual",
    signal: request.signal,
  };
  let answer: Response;
  try {
    answer = await fetch(target, init);
  } catch (error) {
    if (request.signal.aborted) return new Response(null, { status: 499 });
    return unavailable(error);
  }
  return new Response(answer.body, {
    status: answer.status,
    statusText: answer.statusText,
    headers: withoutHops(answer.headers),
  });
}

function withoutHops(from: Headers): Headers {
  const headers = new Headers(from);
  for (const name of (from.get("connection") ?? "").split(",")) {
    if (/^[\w-]+$/.test(name.trim())) headers.delete(name.trim());
  }
  for (const name of hopByHop) headers.delete(name);
  return headers;
}

/** What a caller is told while a part starts again. */
export function unavailable(error: unknown): Response {
  return Response.json(
    {
      code: "UNAVAILABLE",
      message: `Cannot answer now: a part of the stack is starting again (${reason(error)})`,
    },
    { status: 503, headers: { "retry-after": "1", "access-control-allow-origin": "*" } },
  );
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code === undefined ? error.message : String(code);
}
