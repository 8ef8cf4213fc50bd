import type { Dial } from "./connection.ts";

/** Opens a WebSocket, as browsers and room servers have it. */
export const dial: Dial = (url, events) => {
  const socket = new WebSocket(url);
  let closed = false;
  const end = (code: number) => {
    if (closed) return;
    closed = true;
    events.closed(code);
  };
  socket.addEventListener("open", () => events.opened());
  socket.addEventListener("message", ({ data }) => events.message(data));
  socket.addEventListener("close", ({ code }) => end(code));
  // A handshake that failed closes nothing everywhere.
  socket.addEventListener("error", () => end(1006));
  return {
    send: (text) => socket.send(text),
    close: () => socket.close(),
  };
};
