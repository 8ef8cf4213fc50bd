import type { App } from "@supabase/lite";
import type pg from "pg";
import type { Discord } from "../discord/discord.ts";
import { discordPage } from "../discord/page.ts";
import type { Mailbox } from "../mail/mailbox.ts";
import { mailPage } from "../mail/page.ts";
import { anonymousSignUp, refreshed, signInAnonymously } from "./anonymous.ts";
import { forEveryOrigin, preflight } from "./cors.ts";
import { MAIL_PATHS, sendLink, withCode } from "./mailed-link.ts";
import { passOn, unavailable } from "./proxy.ts";
import { createTurns, isFormUpload, isUpload, plainUpload } from "./upload.ts";

export interface GatewayDeps {
  /** Data API, Auth and Storage. */
  app: Pick<App, "fetch">;
  database: pg.Pool;
  jwtSecret: string;
  functionsUrl: string;
  discord: Discord;
  mailbox: Pick<Mailbox, "mails">;
  /** What the first page lists. */
  addresses: Record<string, string>;
}

export type Gateway = (request: Request, peerAddress: string | null) => Promise<Response>;

const CAPTURE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  // Whatever a message holds, the page runs nothing.
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
};

/** One origin for all that Supabase serves, as a hosted project has. */
export function createGateway(deps: GatewayDeps): Gateway {
  const turns = createTurns();
  return async (request, peerAddress) => {
    const url = new URL(request.url);
    const [, first = "", second = ""] = url.pathname.split("/");
    if (first === "functions" && second === "v1") {
      return passOn(
        request,
        new URL(url.pathname.slice("/functions/v1".length) + url.search, deps.functionsUrl),
      );
    }
    if (isUpload(request)) {
      const upload = isFormUpload(request) ? await plainUpload(request) : request;
      return forEveryOrigin(await turns(url.pathname, () => supabase(upload, peerAddress)));
    }
    if (second === "v1" && (first === "rest" || first === "auth" || first === "storage")) {
      return preflight(request) ?? forEveryOrigin(await project(request, url, peerAddress));
    }
    if (first === "discord") return discord(request, url);
    if (url.pathname === "/mail") return captured(mailPage(deps.mailbox.mails()));
    if (url.pathname === "/health") return health();
    if (url.pathname === "/") return Response.json(deps.addresses);
    return Response.json(
      { code: "NOT_FOUND", message: `Nothing is served at ${url.pathname}` },
      { status: 404 },
    );
  };

  /** What `@supabase/lite` answers, and the little of Auth that it lacks. */
  async function project(request: Request, url: URL, peerAddress: string | null): Promise<Response> {
    const { pathname } = url;
    const isPost = request.method === "POST";
    if (pathname === "/auth/v1/signup" && isPost) return signUp(request, peerAddress);
    if (pathname === "/auth/v1/token" && url.searchParams.get("grant_type") === "refresh_token") {
      return refreshed(await supabase(request, peerAddress), deps);
    }
    if (MAIL_PATHS.has(pathname) && isPost) return mailLink(request, peerAddress);
    if (pathname === "/auth/v1/verify" && request.method === "GET") {
      return whileThereIsADatabase(async () => withCode(await supabase(request, peerAddress), deps.database));
    }
    return supabase(request, peerAddress);
  }

  async function supabase(request: Request, peerAddress: string | null): Promise<Response> {
    const answer = await whileThereIsADatabase(async () => deps.app.fetch(request, { peerAddress }));
    // A lost database surfaces as one server error or another; what the caller needs to know is to try again.
    if (answer.status < 500 || (await databaseAnswers())) return answer;
    await answer.body?.cancel();
    return unavailable(new Error("the database is away"));
  }

  async function signUp(request: Request, peerAddress: string | null): Promise<Response> {
    const { body, again } = await repeatable(request);
    const anonymous = anonymousSignUp(body);
    if (anonymous === undefined) return supabase(again(), peerAddress);
    return whileThereIsADatabase(() =>
      signInAnonymously(again(), anonymous.data ?? {}, {
        signUp: (inner) => supabase(inner, peerAddress),
        database: deps.database,
        jwtSecret: deps.jwtSecret,
      }),
    );
  }

  async function mailLink(request: Request, peerAddress: string | null): Promise<Response> {
    const { body, again } = await repeatable(request);
    const send = () => supabase(again(), peerAddress);
    return whileThereIsADatabase(() => sendLink(body, { send, database: deps.database }));
  }

  async function whileThereIsADatabase(work: () => Promise<Response>): Promise<Response> {
    try {
      return await work();
    } catch (error) {
      if (await databaseAnswers()) throw error;
      return unavailable(error);
    }
  }

  async function discord(request: Request, url: URL): Promise<Response> {
    if (url.pathname.startsWith("/discord/api/")) return deps.discord.fetch(request);
    if (request.method !== "GET") return new Response(null, { status: 405 });
    if (url.pathname === "/discord/messages.json") return Response.json(deps.discord.messages());
    if (url.pathname !== "/discord") return new Response(null, { status: 404 });
    return captured(discordPage(deps.discord.messages()));
  }

  async function health(): Promise<Response> {
    const [database, functions] = await Promise.all([databaseAnswers(), functionsAnswer()]);
    const parts = { database: state(database), functions: state(functions), api: "up" };
    return Response.json(parts, { status: database && functions ? 200 : 503 });
  }

  async function databaseAnswers(): Promise<boolean> {
    return deps.database.query("select 1").then(
      () => true,
      () => false,
    );
  }

  async function functionsAnswer(): Promise<boolean> {
    const answer = await passOn(new Request(`${deps.functionsUrl}/`), new URL("/", deps.functionsUrl));
    await answer.body?.cancel();
    return answer.status < 500;
  }
}

function captured(page: string): Response {
  return new Response(page, { headers: CAPTURE_HEADERS });
}

/** A request's body, and the request as often as it is wanted. */
async function repeatable(request: Request): Promise<{ body: unknown; again: () => Request }> {
  const text = await request.text();
  const { url, method } = request;
  const headers = withoutLength(request.headers);
  return { body: parse(text), again: () => new Request(url, { method, headers, body: text }) };
}

function state(up: boolean): "up" | "down" {
  return up ? "up" : "down";
}

function parse(text: string): unknown {
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch {
    // Not JSON: the Auth server says so in its own words.
    return [];
  }
}

function withoutLength(from: Headers): Headers {
  const headers = new Headers(from);
  headers.delete("content-length");
  headers.delete("transfer-encoding");
  return headers;
}
