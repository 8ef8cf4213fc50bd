import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { createGzip } from "node:zlib";

/** A server in front of another one, which compresses what it sends as the network in front of PartyKit does. */
export interface CompressingServer {
  url: string;
  stop(): Promise<void>;
}

const TEXT = /^(text\/|application\/(javascript|json|xml)|image\/svg)/;

/** Starts it on a free port. WebSockets are passed on as they are. */
export async function compressing(target: string): Promise<CompressingServer> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();

  const pass = (asked: IncomingMessage, answer: ServerResponse) => {
    const { method, url, headers } = asked;
    const onward = request({ hostname, port, method, path: url, headers }, (response) => {
      const compresses =
        TEXT.test(String(response.headers["content-type"])) &&
        response.headers["content-encoding"] === undefined &&
        /\bgzip\b/.test(String(headers["accept-encoding"]));
      const { "content-length": length, ...rest } = response.headers;
      const told = compresses ? { ...rest, "content-encoding": "gzip" } : response.headers;
      answer.writeHead(response.statusCode ?? 502, told);
      if (compresses) response.pipe(createGzip({ level: 6 })).pipe(answer);
      else response.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  };

  const server = createServer(pass);
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (asked, socket, head) => {
    const onward = connect(Number(port), hostname, () => {
      const lines = asked.rawHeaders.reduce<string[]>((told, text, index) => {
        if (index % 2 === 0) told.push(`${text}: ${asked.rawHeaders[index + 1]}`);
        return told;
      }, []);
      onward.write(`${asked.method} ${asked.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    const end = () => {
      onward.destroy();
      socket.destroy();
    };
    onward.on("error", end);
    socket.on("error", end);
    sockets.add(onward);
    onward.on("close", () => sockets.delete(onward));
  });

  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
