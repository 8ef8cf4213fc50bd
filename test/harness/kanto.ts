import { createClient } from "@supabase/supabase-js";
import pg from "pg";
import { expect } from "vitest";
import WebSocket from "ws";
import { type Application, createApplication } from "../../supabase/local/discord/application.ts";
import { APPLICATION } from "./discord-user.ts";
import { type LocalServer, serve } from "./http.ts";
import { Description } from "./openapi.ts";
import { startTestStack, type TestStack } from "./stack.ts";

export interface User {
  id: string;
  token: string;
}

export interface Answered {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: each test reads the answer that was checked for it
  body: any;
  headers: Headers;
}

export interface Question {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
  as?: User | "service";
  headers?: Record<string, string>;
}

/** A whole stack with a league in it, whose names are full of markup, and its API as a league's site asks it. */
export class Kanto {
  /** The Discord server that belongs to the league. */
  readonly guild = "222222222222222222";
  readonly stack: TestStack;
  readonly database: pg.Client;
  readonly ann: User;
  readonly bob: User;
  /** Of the league; coaches nothing. */
  readonly admin: User;
  readonly season: string;
  /** Ann's, which drafted Great Tusk and Gholdengo, and Bob's, which drafted nothing. */
  readonly teams: readonly [string, string];
  readonly description: Description;
  /** Discord, as the functions send their late answers to it. */
  readonly discord: Application;
  readonly #discordServer: LocalServer;

  private constructor(
    parts: Pick<
      Kanto,
      "stack" | "database" | "ann" | "bob" | "admin" | "season" | "teams" | "description" | "discord"
    >,
    discordServer: LocalServer,
  ) {
    this.discord = parts.discord;
    this.#discordServer = discordServer;
    this.stack = parts.stack;
    this.database = parts.database;
    this.ann = parts.ann;
    this.bob = parts.bob;
    this.admin = parts.admin;
    this.season = parts.season;
    this.teams = parts.teams;
    this.description = parts.description;
  }

  static async start(): Promise<Kanto> {
    const discord = createApplication({ id: APPLICATION, token: "the-bot", guilds: [] });
    const server = await serve((request) => discord.fetch(request));
    const stack = await startTestStack({ discordUrl: server.url });
    const database = new pg.Client({ connectionString: stack.urls.database });
    await database.connect();
    const insert = async (query: string, values: unknown[]): Promise<string> =>
      (await database.query(`insert into ${query} returning id`, values)).rows[0].id;
    const ann = await signUp(stack, "Ann *the* |Great|");
    const bob = await signUp(stack, "Bob");
    const admin = await signUp(stack, "Admin");
    const league = await insert("leagues (slug, name) values ('kanto', 'Kanto @everyone')", []);
    const season = await insert("seasons (league_id, name, format) values ($1, 'Season 1', 'gen9ou')", [
      league,
    ]);
    const team = (name: string, coach: User) =>
      insert("teams (season_id, coach_id, name) values ($1, $2, $3)", [season, coach.id, name]);
    const teams = [await team("Viridian **Rush**", ann), await team("Cinnabar Sun", bob)] as const;
    await database.query(
      "insert into rosters (team_id, species) values ($1, 'great tusk'), ($1, 'Gholdengo')",
      [teams[0]],
    );
    await database.query("insert into league_roles (league_id, user_id, role) values ($1, $2, 'admin')", [
      league,
      admin.id,
    ]);
    await database.query("select set_discord_guild($1, '222222222222222222')", [league]);
    const answer = await fetch(`${stack.urls.functions}/api/openapi.json`);
    const description = new Description((await answer.json()) as Record<string, unknown>);
    return new Kanto({ stack, database, ann, bob, admin, season, teams, description, discord }, server);
  }

  get api(): string {
    return `${this.stack.urls.functions}/api`;
  }

  /** Asks an operation by its path in the description, and holds the answer against that. */
  async ask(
    method: string,
    path: string,
    { params = {}, query = {}, body, as, headers = {} }: Question = {},
  ): Promise<Answered> {
    const url = new URL(
      `${this.api}${path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name] ?? ""))}`,
    );
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const { secret, publishable } = this.stack.keys;
    const who =
      as === "service"
        ? { apikey: secret }
        : as
          ? { apikey: publishable, authorization: `Bearer ${as.token}` }
          : {};
    const response = await fetch(url, {
      method,
      headers: { ...who, "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const read: unknown = text === "" ? null : JSON.parse(text);
    this.description.check(method, path, response.status, read);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    return { status: response.status, body: read, headers: response.headers };
  }

  /** What schedules a match of both teams. */
  scheduled(more: object = {}): object {
    const [home_team_id, away_team_id] = this.teams;
    return { season_id: this.season, round: 1, home_team_id, away_team_id, ...more };
  }

  /** Schedules a match as the admin; gives its id. */
  async schedule(more: object = {}): Promise<string> {
    const { body } = await this.ask("POST", "/v1/matches", { as: this.admin, body: this.scheduled(more) });
    return body.match_id;
  }

  async end(): Promise<void> {
    await this.database.end();
    await this.stack.end();
    await this.#discordServer.stop();
  }
}

async function signUp(stack: TestStack, name: string): Promise<User> {
  const client = createClient(stack.urls.api, stack.keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket as never },
  });
  const { data } = await client.auth.signInAnonymously({ options: { data: { display_name: name } } });
  return { id: data.user?.id ?? "", token: data.session?.access_token ?? "" };
}
