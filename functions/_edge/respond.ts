import type * as z from "zod";
import type { ErrorBody } from "../_shared/schema/http.ts";
import { StoreError, StoreFailure } from "./store.ts";

type FieldProblem = NonNullable<ErrorBody["error"]["fields"]>[number];

/** An answer that ends the request: thrown where the reason is found, answered by {@link answering}. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: ErrorBody;

  constructor(status: number, code: string, message: string, fields?: FieldProblem[]) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.body = { error: { code, message, ...(fields ? { fields } : {}) } };
  }
}

/** What the store refuses, as the answer to the caller; any other error as it is. */
export function refusalOf(error: unknown, notFound = "NOT_FOUND"): unknown {
  if (!(error instanceof StoreError)) return error;
  switch (error.code) {
    case "invalid":
      return new Refusal(400, "INVALID", error.message);
    case "forbidden":
      return new Refusal(403, "FORBIDDEN", error.message);
    case "not_found":
      return new Refusal(404, notFound, error.message);
    case "conflict":
      return new Refusal(409, "CONFLICT", error.message);
    case "void":
      return new Refusal(410, "BATTLE_VOID", error.message);
    case "too_many":
      return new Refusal(429, "RATE_LIMITED", error.message);
  }
}

const INTERNAL = new Refusal(500, "INTERNAL", "Something went wrong here; ask again later");
const STORE_UNAVAILABLE = new Refusal(
  503,
  "STORE_UNAVAILABLE",
  "Cannot reach the database; ask again in a few seconds",
);

/** Lets pages of any origin call a function: it is a token in a header, not a cookie, that says who is asking. */
const CORS_HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, apikey, content-type, if-none-match, x-client-info",
  "access-control-allow-methods": "GET, POST, PATCH, OPTIONS",
  "access-control-expose-headers": "etag",
  "access-control-max-age": "86400",
};

/** Answers a request of a page of any origin, and the browser's question whether it may ask. */
export async function withCors(request: Request, answer: () => Promise<Response>): Promise<Response> {
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: CORS_HEADERS });
  const response = await answer();
  for (const [name, value] of Object.entries(CORS_HEADERS)) response.headers.set(name, value);
  return response;
}

/**
 * Runs a handler's body; refusals become their answers. Anything unforeseen is told to `unforeseen`, and becomes a 503
 * where it is the store that cannot be used, a 500 where it is anything else.
 */
export async function answering(
  body: () => Promise<Response>,
  unforeseen: (error: unknown) => void,
): Promise<Response> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof Refusal) return Response.json(error.body, { status: error.status });
    unforeseen(error);
    const { body: answer, status } = error instanceof StoreFailure ? STORE_UNAVAILABLE : INTERNAL;
    return Response.json(answer, { status });
  }
}

export function requirePost(request: Request): void {
  requireMethod(request, ["POST"]);
}

/** A HEAD is a GET whose answer leaves its body out; the server does that. */
export function requireGet(request: Request): void {
  requireMethod(request, ["GET", "HEAD"]);
}

function requireMethod({ method }: Request, allowed: readonly [string, ...string[]]): void {
  if (allowed.includes(method)) return;
  throw new Refusal(405, "METHOD_NOT_ALLOWED", `Cannot answer a ${method}: send a ${allowed[0]}`);
}

/** Reads a body of at most `limit` bytes, whatever its headers say of it. */
export async function readBody(request: Request, limit: number): Promise<string> {
  const tooLarge = () => new Refusal(413, "TOO_LARGE", `Cannot read the body: it is over ${limit} bytes`);
  if (Number(request.headers.get("content-length") ?? 0) > limit) throw tooLarge();
  if (!request.body) return "";
  const decoder = new TextDecoder();
  const reader = request.body.getReader();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel();
      throw tooLarge();
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** Parses a JSON body by its schema, or refuses it with the fields that are wrong. */
export function parseBody<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : "it cannot be parsed";
    throw new Refusal(400, "INVALID_BODY", "Cannot read the body: it is no JSON", [{ path: "", message }]);
  }
  return parseOr400(json, schema, "INVALID_BODY", "body");
}

/** Parses a query by its schema, or refuses it with the parameters that are wrong. */
export function parseQuery<Schema extends z.ZodType>(
  query: URLSearchParams,
  schema: Schema,
): z.output<Schema> {
  return parseOr400(Object.fromEntries(query), schema, "INVALID_QUERY", "query");
}

function parseOr400<Schema extends z.ZodType>(
  value: unknown,
  schema: Schema,
  code: string,
  what: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = problems(parsed.error.issues);
  const named = fields.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("; ");
  throw new Refusal(400, code, `Cannot accept the ${what}: ${named}`, fields);
}

/** Of a union that nothing fits, the problems of the kind that comes nearest. */
function problems(issues: readonly z.core.$ZodIssue[], prefix: PropertyKey[] = []): FieldProblem[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    if (issue.code === "invalid_union" && issue.errors.length > 0) {
      const nearest = issue.errors.reduce((best, one) => (one.length < best.length ? one : best));
      return problems(nearest, path);
    }
    const keys = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path];
    return keys.map((key) => ({ path: key.map(String).join("."), message: issue.message }));
  });
}
