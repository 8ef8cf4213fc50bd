import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";

/** Stands in for pokepast.es: `/<id>/json` answers `{title, author, notes, paste}`, and 404 where nothing is. */
export interface FakePokepaste {
  url: string;
  /** Puts a paste there. */
  put(id: string, paste: { title?: string; paste: string }): void;
  /** Answers something else at an address. */
  answer(id: string, answer: (response: ServerResponse) => void): void;
  /** The paths that were asked for. */
  asked: string[];
  close(): Promise<void>;
}

export async function startPokepaste(): Promise<FakePokepaste> {
  const answers = new Map<string, (response: ServerResponse) => void>();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const id = /^\/([^/]+)\/json$/.exec(request.url ?? "")?.[1] ?? "";
    const answer = answers.get(id);
    if (answer) answer(response);
    else response.writeHead(404, { "content-type": "text/html" }).end("<h1>404</h1>");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Cannot listen for pastes");
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    put: (id, { title = "Untitled", paste }) =>
      answers.set(id, (response) =>
        response
          .writeHead(200, { "content-type": "application/json" })
          .end(JSON.stringify({ title, author: "Somebody", notes: "", paste })),
      ),
    answer: (id, answer) => answers.set(id, answer),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
