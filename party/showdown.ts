import type * as Party from "partykit/server";
import { delivery } from "./durable/delivery.ts";
import { createRoomLog } from "./log.ts";
import { connectFunctions } from "./showdown/functions.ts";
import { handleRequest } from "./showdown/http.ts";
import { readSettings, type ShowdownSettings } from "./showdown/settings.ts";
import { Watcher } from "./showdown/watcher.ts";
import { dial } from "./showdown/wire.ts";
import { refuseOrigin } from "./sockets/origin.ts";

/** Joins the watcher of one Showdown server to PartyKit; the room bears the server's id. */
export default class ShowdownServer implements Party.Server {
  readonly #settings: ShowdownSettings;
  readonly #watcher: Watcher;

  constructor({ env, storage }: Party.Room) {
    this.#settings = readSettings(env);
    const { supabaseUrl, secrets, passwords } = this.#settings;
    const now = () => Date.now();
    const fetching: typeof fetch = (input, init) => fetch(input, init);
    this.#watcher = new Watcher({
      ...{ storage, now, dial, passwords, fetch: fetching },
      after: (delay, task) => {
        const timer = setTimeout(task, delay);
        return () => clearTimeout(timer);
      },
      random: () => Math.random(),
      functions: connectFunctions({
        ...{ supabaseUrl, secrets, now, fetch: fetching },
        newId: () => crypto.randomUUID(),
      }),
      post: delivery(supabaseUrl, secrets, now),
      log: createRoomLog("showdown", env),
    });
  }

  /** A room that was out of memory goes on: its alarm may have been lost. */
  async onStart(): Promise<void> {
    await this.#watcher.start();
  }

  /** Nobody listens here. */
  static onBeforeConnect(request: Party.Request, { env }: Party.Lobby): Party.Request | Response {
    return (
      refuseOrigin(request, env.PLATEAU_ORIGINS) ??
      new Response("Cannot open a socket here: only requests are answered", { status: 403 })
    );
  }

  async onRequest(request: Party.Request): Promise<Response> {
    const { url, method, headers } = request;
    const body = method === "POST" ? { body: await request.text() } : {};
    const portable = new Request(url, { method, headers: [...headers], ...body });
    return await handleRequest(portable, {
      watcher: this.#watcher,
      // In a room that an alarm woke, PartyKit's own id cannot be read.
      id: new URL(url).pathname.split("/")[3] ?? "",
      secrets: this.#settings.secrets,
    });
  }

  async onAlarm(): Promise<void> {
    await this.#watcher.alarm();
  }
}

ShowdownServer satisfies Party.Worker;
