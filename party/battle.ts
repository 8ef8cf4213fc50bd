import type * as Party from "partykit/server";
import { webhookSecrets } from "../functions/_shared/auth/signature.ts";
import { delivery, handleRequest } from "./room/http.ts";
import { BattleRoom } from "./room/room.ts";

/** How long an input without effect may wait for another to share its write, in milliseconds. */
const HOLD = 5;

/** Joins a battle room to PartyKit. */
export default class BattleServer implements Party.Server {
  readonly #party: Party.Room;
  readonly #room: BattleRoom;
  readonly #secrets: string[];

  constructor(party: Party.Room) {
    const now = () => Date.now();
    this.#party = party;
    this.#secrets = webhookSecrets(setting(party.env, "PLATEAU_WEBHOOK_SECRETS"));
    this.#room = new BattleRoom({
      storage: party.storage,
      ticketSecret: setting(party.env, "PLATEAU_TICKET_SECRET"),
      now,
      soon: (task) => setTimeout(task, HOLD),
      random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
      post: delivery(setting(party.env, "SUPABASE_URL"), this.#secrets, now),
      log: (event, fields) => console.log(JSON.stringify({ event, ...fields })),
    });
  }

  async onStart(): Promise<void> {
    await this.#room.wake();
  }

  async onMessage(
    message: string | ArrayBuffer | ArrayBufferView,
    connection: Party.Connection,
  ): Promise<void> {
    await this.#room.receive(connection, message);
  }

  async onClose(connection: Party.Connection): Promise<void> {
    await this.#room.leave(connection);
  }

  async onError(connection: Party.Connection, error: Error): Promise<void> {
    console.log(JSON.stringify({ event: "connection.failed", error: error.message }));
    await this.#room.leave(connection);
  }

  async onRequest(request: Party.Request): Promise<Response> {
    const { url, method, headers } = request;
    const body = method === "POST" ? { body: await request.text() } : {};
    const portable = new Request(url, { method, headers: [...headers], ...body });
    return await handleRequest(portable, this.#room, this.#party.id, this.#secrets);
  }

  async onAlarm(): Promise<void> {
    await this.#room.alarm();
  }

  /** What the page must know of the installation, none of it secret. */
  static onFetch(request: Party.Request, { env }: Party.FetchLobby): Response | null {
    if (new URL(request.url).pathname !== "/config.json") return null;
    const config = {
      supabaseUrl: setting(env, "SUPABASE_URL"),
      publishableKey: setting(env, "SUPABASE_PUBLISHABLE_KEY"),
    };
    return Response.json(config, { headers: { "cache-control": "no-store" } });
  }
}

BattleServer satisfies Party.Worker;

function setting(env: Record<string, unknown>, name: string): string {
  const value = env[name];
  if (typeof value === "string" && value !== "") return value;
  throw new Error(`Cannot start the room: ${name} is not set`);
}
