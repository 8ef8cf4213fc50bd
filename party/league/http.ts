import { SignatureError, verify } from "../../functions/_shared/auth/signature.ts";
import { isKnown } from "../../functions/_shared/etag.ts";
import { parseJson } from "../../functions/_shared/json.ts";
import type { ErrorBody } from "../../functions/_shared/schema/http.ts";
import { ViewTag } from "../../functions/_shared/schema/league.ts";
import { Invalidate } from "../../functions/_shared/schema/rooms.ts";
import { originAllowed } from "../sockets/origin.ts";
import { type Reading, ViewUnavailable } from "./cache.ts";
import { answerFile, fileAt } from "./files.ts";
import type { LeagueRoom } from "./room.ts";

export interface HttpDeps {
  room: Pick<LeagueRoom, "read" | "invalidate" | "status">;
  secrets: readonly string[];
  /** `PLATEAU_ORIGINS`: other sites whose pages may read here. */
  origins: string;
}

/**
 * Answers the HTTP side of the league: `GET ?tag=…` a view to anybody, and the files that are made of views; a signed
 * `POST` that invalidates views, a signed `GET …/status`.
 */
export async function handleRequest(request: Request, deps: HttpDeps): Promise<Response> {
  const { pathname } = new URL(request.url);
  const isStatus = pathname.split("/").filter(Boolean)[3] === "status";
  switch (request.method) {
    case "GET":
    case "HEAD":
      return isStatus
        ? await signed(request, deps, () => Response.json(deps.room.status()))
        : withCors(request, deps, await answer(request, deps));
    case "POST":
      return await signed(request, deps, (body) => invalidate(body, deps));
    case "OPTIONS":
      return withCors(request, deps, new Response(null, { status: 204, headers: PREFLIGHT }));
    default:
      return refusal(405, "METHOD_NOT_ALLOWED", `Cannot answer a ${request.method}`);
  }
}

const PREFLIGHT = {
  "access-control-allow-methods": "GET",
  "access-control-allow-headers": "if-none-match",
  "access-control-max-age": "86400",
};

/** What the page of another site may read of an answer, if it may read it at all. */
function withCors(request: Request, { origins }: HttpDeps, response: Response): Response {
  const origin = request.headers.get("origin");
  response.headers.append("vary", "origin");
  if (origin !== null && originAllowed(request, origins)) {
    response.headers.set("access-control-allow-origin", origin);
    response.headers.set("access-control-expose-headers", "etag, plateau-stale");
  }
  return response;
}

/** A view, or a file that is made of one. */
async function answer(request: Request, deps: HttpDeps): Promise<Response> {
  const url = new URL(request.url);
  const file = fileAt(url);
  try {
    if (file === null) return await answerView(request, deps);
    const response = await answerFile(request, file, deps.room);
    return response ?? refusal(404, "UNKNOWN_VIEW", `Cannot show '${url.pathname}': there is no such file`);
  } catch (error) {
    if (!(error instanceof ViewUnavailable)) throw error;
    const response = refusal(503, "STORE_UNAVAILABLE", error.message);
    response.headers.set("retry-after", "2");
    return response;
  }
}

async function answerView(request: Request, { room }: HttpDeps): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname.split("/").filter(Boolean).length > 3)
    return refusal(404, "NOT_FOUND", `Cannot find '${pathname}': there is no such file`);
  const name = searchParams.get("tag");
  if (name === null) return refusal(400, "INVALID_QUERY", "Cannot show a view: the query names no tag");
  const tag = ViewTag.safeParse(name);
  if (!tag.success) return refusal(404, "UNKNOWN_VIEW", "Cannot show the view: there is none of that name");
  return viewResponse(tag.data, await room.read(tag.data), request.headers.get("if-none-match"));
}

function viewResponse(tag: string, { view, stale }: Reading, known: string | null): Response {
  if (view === null) return refusal(404, "UNKNOWN_VIEW", `Cannot show '${tag}': there is no such view`);
  const headers = {
    etag: view.etag,
    // Whoever keeps a copy asks whether it still holds. What may be outdated is not kept.
    "cache-control": stale ? "no-store" : "public, no-cache",
    ...(stale && { "plateau-stale": "true" }),
  };
  if (isKnown(known, view.etag)) return new Response(null, { status: 304, headers });
  return new Response(view.text, {
    headers: { ...headers, "content-type": "application/json; charset=utf-8" },
  });
}

async function signed(
  request: Request,
  { secrets }: HttpDeps,
  answer: (body: string) => Response,
): Promise<Response> {
  const body = await request.text();
  try {
    verify(body, request.headers, secrets);
  } catch (error) {
    if (error instanceof SignatureError) return refusal(401, "AUTH_FAILED", error.message);
    throw error;
  }
  return answer(body);
}

function invalidate(body: string, { room }: HttpDeps): Response {
  const message = Invalidate.safeParse(parseJson(body));
  if (message.success) {
    return Response.json({ connections: room.invalidate(message.data.tags) }, { status: 202 });
  }
  const fields = message.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  return refusal(400, "INVALID_BODY", "Cannot invalidate views: the body is malformed", fields);
}

type Fields = NonNullable<ErrorBody["error"]["fields"]>;

function refusal(status: number, code: string, message: string, fields?: Fields): Response {
  const body: ErrorBody = { error: { code, message, ...(fields && { fields }) } };
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
