import { type IncomingMessage, request } from "node:http";
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createGzip } from "node:zlib";
import { generate } from "selfsigned";

/** What stands between browsers and PartyKit where it is deployed: it speaks HTTP/2, encrypted, and compresses texts. */
export interface NetworkEdge {
  /** `https`, by a certificate that nobody has signed. */
  url: string;
  stop(): Promise<void>;
}

const TEXT = /^(text\/|application\/(javascript|json|xml)|image\/svg)/;
/** What is about one connection, and means nothing in HTTP/2. */
const HOP = /^(connection|keep-alive|transfer-encoding|upgrade|proxy-connection|http2-settings)$/;

/** Starts it on a free port in front of `target`. WebSockets are passed on as they are. */
export async function networkEdge(target: string): Promise<NetworkEdge> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Duplex>();

  const pass = (asked: Http2ServerRequest, answer: Http2ServerResponse) => {
    const { method, url } = asked;
    const headers = Object.fromEntries(
      Object.entries(asked.headers).filter(([name]) => !name.startsWith(":")),
    );
    const host = asked.authority || String(headers.host);
    const onward = request(
      { hostname, port, method, path: url, headers: { ...headers, host } },
      (response) => {
        const compresses =
          TEXT.test(String(response.headers["content-type"])) &&
          response.headers["content-encoding"] === undefined &&
          /\bgzip\b/.test(String(headers["accept-encoding"]));
        const told = Object.entries(response.headers).filter(
          ([name]) => !HOP.test(name) && !(compresses && name === "content-length"),
        );
        if (compresses) told.push(["content-encoding", "gzip"]);
        answer.writeHead(response.statusCode ?? 502, Object.fromEntries(told));
        if (compresses) response.pipe(createGzip({ level: 6 })).pipe(answer.stream);
        else response.pipe(answer.stream);
      },
    );
    onward.on("error", () => answer.stream.destroy());
    asked.pipe(onward);
  };

  const { private: key, cert } = generate([{ name: "commonName", value: "127.0.0.1" }], { keySize: 2048 });
  const server = createSecureServer({ key, cert, allowHTTP1: true }, pass);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
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
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = new Promise((done) => server.close(done));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
