import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";

/** A local HTTP server that answers with what `handle` returns, for stand-ins of services that cannot be reached here. */
export interface LocalServer {
  url: string;
  stop(): Promise<void>;
}

/**
 * Serves web-standard requests on a free port of 127.0.0.1; an exception becomes a 500 with its message. Whoever asks
 * may be killed in the middle of a request: then reading its body fails, and nobody waits for the answer.
 */
export async function serve(
  handle: (request: Request) => Response | Promise<Response>,
): Promise<LocalServer> {
  const listener = getRequestListener(handle, {
    overrideGlobalObjects: false,
    errorHandler: (error) =>
      Response.json({ message: error instanceof Error ? error.message : String(error) }, { status: 500 }),
  });
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
