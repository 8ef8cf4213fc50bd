import type * as Party from "partykit/server";
import { webhookSecrets } from "../functions/_shared/auth/signature.ts";
import { delivery } from "./durable/delivery.ts";
import { createRoomLog, type RoomLog } from "./log.ts";
import { handleRequest } from "./room/http.ts";
import { BattleRoom } from "./room/room.ts";
import { answerPage } from "./site/shell.ts";
import { refuseOrigin } from "./sockets/origin.ts";

/** Joins a battle room to PartyKit. */
export default class BattleServer implements Party.Server {
  /** A room without anything to do leaves memory and keeps its connections. */
  readonly options: Party.ServerOptions = { hibernate: true };
  readonly #room: BattleRoom;
  readonly #secrets: string[];
  readonly #log: RoomLog;

  constructor(party: Party.Room) {
    const now = () => Date.now();
    this.#log = createRoomLog("battle", party.env);
    this.#secrets = webhookSecrets(setting(party.env, "PLATEAU_WEBHOOK_SECRETS"));
    this.#room = new BattleRoom({
      storage: party.storage,
      ticketSecret: setting(party.env, "PLATEAU_TICKET_SECRET"),
      now,
      after: (milliseconds, task) => setTimeout(task, milliseconds),
      random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
      sockets: () => party.getConnections(),
      post: delivery(setting(party.env, "SUPABASE_URL"), this.#secrets, now),
      log: this.#log,
    });
  }

  async onConnect(connection: Party.Connection): Promise<void> {
    await this.#room.connect(connection);
  }

  async onMessage(
    message: string | ArrayBuffer | ArrayBufferView,
    connection: Party.Connection,
  ): Promise<void> {
    await this.#room.receive(connection, message);
  }

  async onClose(connection: Party.Connection): Promise<void> {
    // A connection that hibernates is not closed for us: unanswered, the client waits for the end of the handshake.
    connection.close(1000);
    await this.#room.leave(connection);
  }

  async onError(connection: Party.Connection, error: Error): Promise<void> {
    this.#log("connection.failed", { error: error.message });
    await this.#room.leave(connection);
  }

  async onRequest(request: Party.Request): Promise<Response> {
    const { url, method, headers } = request;
    const body = method === "POST" ? { body: await request.text() } : {};
    const portable = new Request(url, { method, headers: [...headers], ...body });
    return await handleRequest(portable, this.#room, roomId(url), this.#secrets);
  }

  async onAlarm(): Promise<void> {
    await this.#room.alarm();
  }

  static onBeforeConnect(request: Party.Request, { env }: Party.Lobby): Party.Request | Response {
    return refuseOrigin(request, env.PLATEAU_ORIGINS) ?? request;
  }

  /** What the page must know of the installation, none of it secret; and the page, with what a shared link shows. */
  static async onFetch(
    request: Party.Request,
    { env, assets, parties }: Party.FetchLobby,
  ): Promise<Response | null> {
    if (new URL(request.url).pathname !== "/config.json") {
      const league = parties.league;
      if (league === undefined) return null;
      return await answerPage(request, {
        shell: async () => (await assets.fetch("/index.html")) as Response | null,
        card: async (path) =>
          (await league.get("all").fetch(`/card?path=${encodeURIComponent(path)}`)) as unknown as Response,
      });
    }
    const config = {
      supabaseUrl: setting(env, "SUPABASE_URL"),
      publishableKey: setting(env, "SUPABASE_PUBLISHABLE_KEY"),
    };
    return Response.json(config, { headers: { "cache-control": "no-store" } });
  }
}

BattleServer satisfies Party.Worker;

/** The last part of `/parties/battle/<id>`. In a room that an alarm woke, PartyKit's own id cannot be read. */
function roomId(url: string): string {
  return new URL(url).pathname.split("/")[3] ?? "";
}

function setting(env: Record<string, unknown>, name: string): string {
  const value = env[name];
  if (typeof value === "string" && value !== "") return value;
  throw new Error(`Cannot start the room: ${name} is not set`);
}
