import type * as Party from "partykit/server";
import type { ErrorBody } from "../functions/_shared/schema/http.ts";
import { identifyBy } from "./lobby/identity.ts";
import { Lobby } from "./lobby/lobby.ts";
import { connectMatchmaking } from "./lobby/matchmaking.ts";
import { readSettings } from "./lobby/settings.ts";
import { createRoomLog, type RoomLog } from "./log.ts";
import { refuseOrigin } from "./sockets/origin.ts";
import { readTeam } from "./teams/reading.ts";

/** Joins a format's lobby to PartyKit. */
export default class LobbyServer implements Party.Server {
  readonly #lobby: Lobby;
  readonly #log: RoomLog;

  constructor({ id, env }: Party.Room) {
    const { supabaseUrl, secrets, jwtSecret } = readSettings(env);
    const now = () => Date.now();
    const newId = () => crypto.randomUUID();
    const write = createRoomLog("lobby", env);
    const log: RoomLog = (event, fields) => write(event, { lobby: id, ...fields });
    this.#log = log;
    const fetching: typeof fetch = (input, init) => fetch(input, init);
    this.#lobby = new Lobby({
      room: id,
      identify: identifyBy({ supabaseUrl, secret: jwtSecret, fetch: fetching, now, log }),
      store: connectMatchmaking({ supabaseUrl, secrets, fetch: fetching, now, newId }),
      readTeam,
      now,
      newId,
      after: (delay, task) => {
        const timer = setTimeout(task, delay);
        return () => clearTimeout(timer);
      },
      random: () => Math.random(),
      log,
    });
  }

  /** A page of another origin must not queue with what a browser holds for this one. */
  static onBeforeConnect(request: Party.Request, { env }: Party.Lobby): Party.Request | Response {
    return refuseOrigin(request, env.PLATEAU_ORIGINS) ?? request;
  }

  onConnect(connection: Party.Connection): void {
    this.#lobby.enter(connection);
  }

  async onMessage(
    message: string | ArrayBuffer | ArrayBufferView,
    connection: Party.Connection,
  ): Promise<void> {
    await this.#lobby.receive(connection, message);
  }

  onClose(connection: Party.Connection): void {
    this.#lobby.leave(connection);
  }

  onError(connection: Party.Connection, error: Error): void {
    this.#log("connection.failed", { error: error.message });
    this.#lobby.leave(connection);
  }

  onRequest(): Response {
    const body: ErrorBody = {
      error: { code: "METHOD_NOT_ALLOWED", message: "Only sockets are answered here" },
    };
    return Response.json(body, { status: 405 });
  }
}

LobbyServer satisfies Party.Worker;
