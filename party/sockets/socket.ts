/** One end of a WebSocket. Its id is the client's own choice and says nothing: the object is the identity. */
export interface Socket {
  send(text: string): void;
  close(code: number, reason: string): void;
}

/** Close code of a connection that kept sending nonsense, or speaks another version of the protocol. */
export const CLOSE_MALFORMED = 4400;
/** Close code of a connection that has not said who it is, or not truly. */
export const CLOSE_UNAUTHENTICATED = 4401;
/** Close code of a connection whose message failed here; the client comes back and asks again. */
export const CLOSE_FAILED = 1011;

/** Malformed frames of one connection before it is closed. */
export const PATIENCE = 20;
/** How long a connection may stay without saying who it is, in milliseconds. */
export const INTRODUCTION = 5_000;
