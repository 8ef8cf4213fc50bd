import { once } from "node:events";
import { createServer, type Server } from "node:net";

/** A part that listens. */
export type PortName = "api" | "rooms" | "database" | "functions";
export type Ports = Record<PortName, number>;

interface PortSetting {
  default: number;
  flag: string;
  variable: string;
}

/** How each port is chosen; 0 takes a free one. */
export const portSettings: Record<PortName, PortSetting> = {
  api: { default: 54321, flag: "--api-port", variable: "PLATEAU_API_PORT" },
  rooms: { default: 1999, flag: "--rooms-port", variable: "PLATEAU_ROOMS_PORT" },
  database: { default: 54322, flag: "--database-port", variable: "PLATEAU_DATABASE_PORT" },
  functions: { default: 54323, flag: "--functions-port", variable: "PLATEAU_FUNCTIONS_PORT" },
};

export const portNames = Object.keys(portSettings) as PortName[];

/** Reads a port from a flag or an environment variable. */
export function parsePort(text: string, source: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65535) {
    throw new Error(`Cannot use ${source}: a port is a number from 0 to 65535 (${text})`);
  }
  return port;
}

/**
 * Gives every part a port that nobody listens on.
 *
 * @param wanted 0 is a free one
 */
export async function choosePorts(wanted: Partial<Ports>): Promise<Ports> {
  const chosen: Ports = { api: 0, rooms: 0, database: 0, functions: 0 };
  const held: Server[] = [];
  try {
    for (const name of portNames) {
      const setting = portSettings[name];
      const server = await listen(name, wanted[name] ?? setting.default);
      // Held until all are chosen, so that no two parts get the same one.
      held.push(server);
      const address = server.address();
      if (address === null || typeof address === "string")
        throw new Error(`Cannot choose a port for ${name}`);
      chosen[name] = address.port;
    }
    return chosen;
  } finally {
    await Promise.all(held.map((server) => new Promise((closed) => server.close(closed))));
  }
}

async function listen(name: PortName, port: number): Promise<Server> {
  const server = createServer();
  try {
    // The room server listens on every interface, the others on this machine's own.
    server.listen(port, name === "rooms" ? "0.0.0.0" : "127.0.0.1");
    await once(server, "listening");
    return server;
  } catch (cause) {
    const { flag, variable } = portSettings[name];
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    const why = code === "EADDRINUSE" ? "is taken" : `cannot be used (${String(code)})`;
    throw new Error(
      `Cannot start ${name}: port ${port} ${why}. Choose another with ${flag} or ${variable}; 0 takes a free one`,
      { cause },
    );
  }
}

/** A port of 127.0.0.1 that nobody listens on, for now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === "string") throw new Error("Cannot find a free port");
  return address.port;
}
