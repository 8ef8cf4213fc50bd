import { expect } from "vitest";
import { sign, verify } from "../../functions/_shared/auth/signature.ts";
import { CreateBattle } from "../../functions/_shared/schema/rooms.ts";
import { createDiscord, type Discord } from "../../supabase/local/discord/discord.ts";
import { TICKET_SECRET, WEBHOOK_SECRET } from "./battles.ts";
import { type Served, serveFunction } from "./deno.ts";
import { SERVICE_KEY } from "./functions.ts";
import { type LocalServer, serve } from "./http.ts";

export interface Seen {
  method: string;
  path: string;
  headers: Headers;
  body: string;
}

export interface Answer {
  status: number;
  body: unknown;
}

/**
 * Functions under the real Deno, and one server for all that they speak to: Data API, Auth, Storage, rooms and Discord.
 */
export class Backend {
  /** By method and path; where there is none the server answers 404. A body with an `error` is a conflict. */
  answers: Record<string, (request: Seen) => unknown> = {};
  /** What the functions have asked. */
  seen: Seen[] = [];
  readonly discord: Discord = createDiscord();
  #server: LocalServer | undefined;
  readonly #functions = new Map<string, Served>();
  #env: Record<string, string> = {};

  async start(names: readonly string[]): Promise<void> {
    this.#server = await serve((request) => this.#answer(request));
    const origin = this.#server.url;
    this.#env = {
      SUPABASE_URL: origin,
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: SERVICE_KEY }),
      PLATEAU_WEBHOOK_SECRETS: WEBHOOK_SECRET,
      PLATEAU_TICKET_SECRET: TICKET_SECRET,
      PARTYKIT_URL: origin,
      DISCORD_API_URL: `${origin}/discord/api/v10`,
    };
    for (const name of names) this.#functions.set(name, await this.serve(name));
  }

  /** Serves one more, with some of its environment changed; whoever asks for it stops it. */
  serve(name: string, change: Record<string, string> = {}): Promise<Served> {
    return serveFunction(name, { ...this.#env, ...change });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#functions.values()].map((served) => served.stop()));
    await this.#server?.stop();
  }

  async post(name: string, body: string, headers: Record<string, string>): Promise<Answer> {
    return await post(this.#functions.get(name)?.url ?? "", body, headers);
  }

  /** Posts as rooms and lobbies do. */
  async postSigned(name: string, message: object): Promise<Answer> {
    return await postSigned(this.#functions.get(name)?.url ?? "", message);
  }

  /** Every path that was asked for, in order. */
  get paths(): string[] {
    return this.seen.map(({ method, path }) => `${method} ${path}`);
  }

  /** What was sent to a path the last time. */
  sent(path: string): unknown {
    return JSON.parse(this.seen.findLast((one) => one.path.endsWith(path))?.body ?? "null");
  }

  output(name: string): string {
    return this.#functions.get(name)?.output() ?? "";
  }

  /** A secret key is no token: it goes in `apikey` and nowhere else. */
  expectKeyInItsPlace(): void {
    const calls = this.seen.filter(({ path }) => /^\/(rest|storage)\//.test(path));
    expect(calls.length).toBeGreaterThan(0);
    for (const { headers } of calls) {
      expect(headers.get("apikey")).toBe(SERVICE_KEY);
      expect(headers.get("authorization") ?? "").not.toContain("sb_secret");
    }
    for (const served of this.#functions.values()) expect(served.output()).not.toContain(SERVICE_KEY);
  }

  async #answer(request: Request): Promise<Response> {
    const { method, headers } = request;
    const url = new URL(request.url);
    const one = { method, path: url.pathname, headers: new Headers(headers), body: await request.text() };
    this.seen.push(one);
    if (one.path.startsWith("/discord/")) {
      return await this.discord.fetch(new Request(url, { method: one.method, body: one.body }));
    }
    const answer = this.answers[`${one.method} ${one.path}`];
    if (!answer) return Response.json({ code: "PT404", message: one.path }, { status: 404 });
    const body = answer(one);
    if (one.method === "GET" && one.path.startsWith("/storage/")) return new Response(String(body));
    const isRefusal = typeof body === "object" && body !== null && "error" in body;
    // A SQL function without a result answers null.
    return Response.json(body ?? null, { status: isRefusal ? 409 : 200 });
  }
}

export async function post(url: string, body: string, headers: Record<string, string>): Promise<Answer> {
  const response = await fetch(url, { method: "POST", headers, body });
  return { status: response.status, body: await response.json() };
}

export async function postSigned(url: string, message: object, secret = WEBHOOK_SECRET): Promise<Answer> {
  const body = JSON.stringify(message);
  return await post(url, body, { ...sign(body, [secret], crypto.randomUUID(), Date.now()) });
}

/** A room that has the battle, once it has seen that the command is ours. */
export function inRoom(status: string) {
  return ({ body, headers }: Seen) => {
    verify(body, headers, [WEBHOOK_SECRET]);
    const { battleId, format } = CreateBattle.parse(JSON.parse(body));
    return { battleId, format, status, turn: 0 };
  };
}

/** The pages' party, which believes only what is signed. */
export function heard({ body, headers }: Seen): unknown {
  return verify(body, headers, [WEBHOOK_SECRET]);
}
