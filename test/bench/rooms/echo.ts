import type * as Party from "partykit/server";

/** The least that a room can do. */
export default class EchoServer implements Party.Server {
  onMessage(message: string | ArrayBuffer | ArrayBufferView, connection: Party.Connection): void {
    connection.send(message);
  }
}

EchoServer satisfies Party.Worker;
