import { type Caller, type CallerDeps, requireCaller } from "../_edge/auth.ts";
import type { Log } from "../_edge/log.ts";
import {
  answering,
  parseBody,
  parseQuery,
  Refusal,
  readBody,
  refusalOf,
  withCors,
} from "../_edge/respond.ts";
import { describeApi } from "../_shared/api/openapi.ts";
import { OPERATIONS, type Operation, type OperationName } from "../_shared/api/operations.ts";
import { etagOf, isKnown } from "../_shared/etag.ts";
import { IMPLEMENTATIONS, type ImplementationDeps } from "./implementations.ts";

const BODY_LIMIT = 64 * 1024;

/** Where the function is found below its origin. */
const MOUNT = "/functions/v1/api";

export interface ApiDeps extends CallerDeps, ImplementationDeps {
  /** The project's address. */
  supabaseUrl: string;
  log: Log;
}

/** Answers leagues' own sites: each operation of the table `OPERATIONS`, and their description. */
export function handleApi(request: Request, deps: ApiDeps): Promise<Response> {
  return withCors(request, () =>
    answering(
      () => answer(request, deps),
      (error) => deps.log.error("Cannot answer", { error }),
    ),
  );
}

async function answer(request: Request, deps: ApiDeps): Promise<Response> {
  const url = new URL(request.url);
  // The runtime gives the function's name with the path.
  const path = url.pathname.replace(/^\/(functions\/v1\/)?api(?=\/)/, "");
  if (path === "/openapi.json" || path === "/v1/openapi.json") {
    requireOneOf(request, ["GET"]);
    return await cached(request, describeApi(`${deps.supabaseUrl}${MOUNT}`));
  }
  const { name, operation, params } = find(request, path);
  const isRead = operation.method === "GET";
  const query = parseQuery(url.searchParams, operation.query);
  const caller = await callerOf(request, operation, deps);
  const body = operation.body && parseBody(await readBody(request, BODY_LIMIT), operation.body);
  try {
    // Each implementation is checked against its operation where the table of them is made.
    const implement = IMPLEMENTATIONS[name] as (asked: object, deps: ImplementationDeps) => Promise<object>;
    const answered = await implement({ params, query, body, caller }, deps);
    return isRead ? await cached(request, answered) : Response.json(answered, { headers: NOT_KEPT });
  } catch (error) {
    throw refusalOf(error);
  }
}

const NOT_KEPT = { "cache-control": "no-store" };

/** Whoever keeps a copy asks whether it still holds. */
async function cached(request: Request, body: object): Promise<Response> {
  const text = JSON.stringify(body);
  const headers = { etag: await etagOf(text), "cache-control": "public, no-cache" };
  if (isKnown(request.headers.get("if-none-match"), headers.etag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(text, { headers: { ...headers, "content-type": "application/json; charset=utf-8" } });
}

interface Found {
  name: OperationName;
  operation: Operation;
  params: Record<string, unknown>;
}

/** The operation that a request is for. A path of another method names the methods that it has. */
function find(request: Request, path: string): Found {
  const here = Object.entries(OPERATIONS).flatMap(([name, operation]: [string, Operation]) => {
    const matched = matchPath(operation.path, path);
    return matched ? [{ name: name as OperationName, operation, matched }] : [];
  });
  if (here.length === 0)
    throw new Refusal(404, "NOT_FOUND", `Cannot find '${path}': the API has no such path`);
  const method = request.method === "HEAD" ? "GET" : request.method;
  const found = here.find(({ operation }) => operation.method === method);
  if (!found)
    throw notAllowed(
      request,
      here.map(({ operation }) => operation.method),
    );
  const params = found.operation.params.safeParse(found.matched);
  if (params.success) return { name: found.name, operation: found.operation, params: params.data };
  const wrong = params.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new Refusal(404, "NOT_FOUND", `Cannot find '${path}': ${wrong.join("; ")}`);
}

function requireOneOf(request: Request, methods: string[]): void {
  if (!methods.includes(request.method === "HEAD" ? "GET" : request.method))
    throw notAllowed(request, methods);
}

function notAllowed({ method }: Request, allowed: string[]): Refusal {
  return new Refusal(405, "METHOD_NOT_ALLOWED", `Cannot answer a ${method}: send a ${allowed.join(" or ")}`);
}

/** The parameters of a path, `null` where it is another one. */
function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.replace(/\/$/, "").split("/");
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = given[index] ?? "";
    if (part.startsWith("{")) params[part.slice(1, -1)] = decoded(text);
    else if (part !== text) return null;
  }
  return params;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Half of an escape: no parameter looks like that.
    return text;
  }
}

async function callerOf(request: Request, { asker, summary }: Operation, deps: ApiDeps): Promise<Caller> {
  if (asker === "anyone") return null;
  const caller = await requireCaller(request, deps, "Cannot do that");
  if (caller === null && asker === "user") {
    throw new Refusal(403, "FORBIDDEN", `Cannot do that for the service (${summary}): send a user's token`);
  }
  return caller;
}
