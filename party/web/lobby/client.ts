import { FormatId } from "../../../functions/_shared/schema/ids.ts";
import {
  LOBBY_VERSION,
  type LobbyClientMessage,
  LobbyServerMessage,
} from "../../../functions/_shared/schema/lobby.ts";
import { heartbeat } from "../heartbeat.ts";
import { type RoomSocket, readMessage } from "../socket.ts";
import { PASSING, type Wish } from "./state.ts";

/**
 * After so many milliseconds what failed for now is asked again: sooner than a lobby closes on who has not said who it is.
 * Up to as many more are added by chance, so that those who failed together do not come back together.
 */
const RETRY = 2000;
/** After a battle had to begin, the lobby may take so many milliseconds to give a place back. */
const AFTERMATH = 25_000;

export interface LobbyDeps {
  socket: RoomSocket;
  wish: Wish;
  /** The viewer's access token. */
  token(): Promise<string>;
  /** From 0 to 1. */
  random(): number;
  received(message: LobbyServerMessage): void;
  connected(open: boolean): void;
  /** The battle that was found has begun by now, or never will, whether or not its page was open to hear of it. */
  settled(): void;
  /** No token can be had. */
  failed(error: unknown): void;
}

export interface LobbyClient {
  /** The opponent that was found did not come: back to the queue, if the lobby does not see to it by itself. */
  abandoned(): void;
  /** Gives the place up; of a battle that has begun, the lobby need not look after it any more. */
  leave(): void;
  close(): void;
}

/** Waits in a format's lobby: says who the user is and queues, on every (re)connection. */
export function enterLobby(deps: LobbyDeps): LobbyClient {
  const { socket, wish } = deps;
  const send = (message: LobbyClientMessage) => socket.send(JSON.stringify(message));
  const pulse = heartbeat(
    () => send({ type: "PING" }),
    () => socket.reconnect(),
  );
  let life = 0;
  let introduced = false;
  let found = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let settling: ReturnType<typeof setTimeout> | undefined;

  const join = () => {
    clearTimeout(retry);
    const format = FormatId.parse(wish.format);
    send({ type: "JOIN_QUEUE", format, ...(wish.teamId !== null && { teamId: wish.teamId }) });
  };
  const introduce = async () => {
    life += 1;
    const mine = life;
    try {
      const token = await deps.token();
      if (mine !== life) return;
      send({ type: "AUTHENTICATE", v: LOBBY_VERSION, token });
      deps.connected(true);
    } catch (error) {
      if (mine === life) deps.failed(error);
    }
  };
  const tryLater = () => {
    clearTimeout(retry);
    retry = setTimeout(() => (introduced ? join() : void introduce()), RETRY * (1 + deps.random()));
  };
  const stop = () => {
    life += 1;
    clearTimeout(retry);
    pulse.stop();
  };
  const close = () => {
    stop();
    clearTimeout(settling);
    socket.close();
  };

  socket.addEventListener("open", () => {
    pulse.heard();
    introduced = false;
    void introduce();
  });
  socket.addEventListener("close", () => {
    stop();
    deps.connected(false);
  });
  socket.addEventListener("message", (event) => {
    pulse.heard();
    const message = readMessage(LobbyServerMessage, event.data);
    if (message === null) return;
    if (message.type === "AUTHENTICATED") {
      introduced = true;
      // While a battle waits for its players there is nothing to ask for.
      if (!found) join();
    }
    if (message.type === "MATCH_FOUND") {
      found = true;
      clearTimeout(settling);
      settling = setTimeout(deps.settled, message.confirm * 1000 + AFTERMATH);
    }
    if (message.type === "QUEUE_JOINED") {
      found = false;
      clearTimeout(settling);
      clearTimeout(retry);
    }
    if (message.type === "ERROR" && PASSING.has(message.code)) tryLater();
    deps.received(message);
  });

  return {
    abandoned() {
      found = false;
      tryLater();
    },
    leave() {
      send({ type: "LEAVE_QUEUE" });
      close();
    },
    close,
  };
}
