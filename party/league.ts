import type * as Party from "partykit/server";
import type { ErrorBody } from "../functions/_shared/schema/http.ts";
import { connectDatabase } from "./league/database.ts";
import { handleRequest } from "./league/http.ts";
import { LeagueRoom } from "./league/room.ts";
import { type LeagueSettings, readSettings } from "./league/settings.ts";
import { refuseOrigin } from "./sockets/origin.ts";

/** The one room there is: whoever invalidates a view must reach everybody who shows it. */
const ROOM = "all";

/** Joins the league's live cache to PartyKit. */
export default class LeagueServer implements Party.Server {
  /** While nothing changes and nobody asks, the cache leaves memory; pages stay connected. */
  readonly options: Party.ServerOptions = { hibernate: true };
  readonly #party: Party.Room;
  readonly #settings: LeagueSettings;
  readonly #room: LeagueRoom;

  constructor(party: Party.Room) {
    this.#party = party;
    this.#settings = readSettings(party.env);
    const fetching: typeof fetch = (input, init) => fetch(input, init);
    this.#room = new LeagueRoom({
      read: connectDatabase({ ...this.#settings, fetch: fetching }),
      now: () => Date.now(),
      wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      log: (event, fields) => console.log(JSON.stringify({ event, party: "league", ...fields })),
    });
  }

  /** Pages that were connected before the cache left memory. */
  onStart(): void {
    for (const connection of this.#party.getConnections()) this.#room.open(connection);
  }

  /** A page of another origin must not listen through what a browser holds for this one. */
  static onBeforeConnect(request: Party.Request, { env }: Party.Lobby): Party.Request | Response {
    return refuseRoom(request) ?? refuseOrigin(request, env.PLATEAU_ORIGINS) ?? request;
  }

  static onBeforeRequest(request: Party.Request): Party.Request | Response {
    return refuseRoom(request) ?? request;
  }

  onConnect(connection: Party.Connection): void {
    this.#room.open(connection);
  }

  async onMessage(
    message: string | ArrayBuffer | ArrayBufferView,
    connection: Party.Connection,
  ): Promise<void> {
    await this.#room.receive(connection, message);
  }

  onClose(connection: Party.Connection): void {
    // A connection that hibernates is not closed for us: unanswered, the client waits for the end of the handshake.
    connection.close(1000);
    this.#room.leave(connection);
  }

  onError(connection: Party.Connection, error: Error): void {
    console.log(JSON.stringify({ event: "connection.failed", party: "league", error: error.message }));
    this.#room.leave(connection);
  }

  async onRequest(request: Party.Request): Promise<Response> {
    const { url, method, headers } = request;
    const body = method === "POST" ? { body: await request.text() } : {};
    const portable = new Request(url, { method, headers: [...headers], ...body });
    return await handleRequest(portable, { ...this.#settings, room: this.#room });
  }
}

LeagueServer satisfies Party.Worker;

/** A room of another name would never hear of a change. */
function refuseRoom({ url }: Party.Request): Response | null {
  if (new URL(url).pathname.split("/")[3] === ROOM) return null;
  const body: ErrorBody = {
    error: { code: "NOT_FOUND", message: `Cannot find this room: the league has one, '${ROOM}'` },
  };
  return Response.json(body, { status: 404 });
}
