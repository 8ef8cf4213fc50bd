import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A request that passes the gate, and its answer once there is one. */
export interface Passage {
  /** "POST /rest/v1/rpc/claim_jobs" */
  request: string;
  answer: string;
}

/** What is done to one passage. */
export interface Trap {
  /** Resolves when the passage is caught. */
  caught: Promise<Passage>;
  /** Lets the passage go on. */
  release(): void;
}

type Moment = "before" | "after";
const ANY = /^/;

interface Armed {
  matches(passage: Passage): boolean;
  moment: Moment;
  /** Gives whether the passage goes on. */
  spring(passage: Passage): Promise<boolean>;
}

/**
 * Stands between a function, and all that it speaks to and is called by. A passage can be caught on its way there or on its
 * way back: to hold it, or to have somebody die at that very moment.
 */
export class Gate {
  readonly #server = createServer((request, response) => void this.#pass(request, response));
  readonly #routes = new Map<string, () => string>();
  readonly #armed = new Set<Armed>();
  #refused: RegExp | null = null;

  async start(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  async stop(): Promise<void> {
    for (const armed of this.#armed) this.#armed.delete(armed);
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("Cannot tell: the gate is closed");
    return `http://127.0.0.1:${address.port}`;
  }

  /** Where requests below a path go: what follows the path is appended. The longest path counts. */
  route(path: string, target: () => string): void {
    this.#routes.set(path, target);
  }

  /** Answers 503 to requests like these until told otherwise. */
  refuse(like: RegExp | null): void {
    this.#refused = like;
  }

  /** Catches the next passage like this and holds it until it is released. */
  hold(like: RegExp, moment: Moment, answer = ANY): Trap {
    const released = later<void>();
    const caught = later<Passage>();
    this.#arm(like, moment, answer, async (passage) => {
      caught.resolve(passage);
      await released.promise;
      return true;
    });
    return { caught: caught.promise, release: () => released.resolve() };
  }

  /** Catches the next passage like this, does something, and lets nothing of it through. Resolves when it is done. */
  cut(like: RegExp, moment: Moment, doing: () => Promise<void>, answer = ANY): Promise<Passage> {
    const done = later<Passage>();
    this.#arm(like, moment, answer, async (passage) => {
      await doing();
      done.resolve(passage);
      return false;
    });
    return done.promise;
  }

  #arm(like: RegExp, moment: Moment, answer: RegExp, spring: Armed["spring"]): void {
    const armed: Armed = {
      moment,
      matches: (passage) => like.test(passage.request) && answer.test(passage.answer),
      spring: async (passage) => {
        this.#armed.delete(armed);
        return await spring(passage);
      },
    };
    this.#armed.add(armed);
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/" } = request;
    const passage: Passage = { request: `${method} ${url}`, answer: "" };
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      if (this.#refused?.test(passage.request)) {
        response.writeHead(503).end();
        return;
      }
      if (!(await this.#spring(passage, "before"))) return void response.destroy();
      const answer = await fetch(this.#target(url), {
        method,
        headers: headersOf(request),
        redirect: "manual",
        ...(method === "GET" || method === "HEAD" ? {} : { body: Buffer.concat(chunks) }),
      });
      const body = Buffer.from(await answer.arrayBuffer());
      passage.answer = body.toString();
      if (!(await this.#spring(passage, "after"))) return void response.destroy();
      const headers = Object.fromEntries([...answer.headers].filter(([name]) => !HOPS.has(name)));
      response.writeHead(answer.status, { ...headers, "content-length": body.length }).end(body);
    } catch {
      // The other side is not there: as a gateway says it.
      if (response.headersSent) response.destroy();
      else response.writeHead(503).end();
    }
  }

  async #spring(passage: Passage, moment: Moment): Promise<boolean> {
    for (const armed of this.#armed) {
      if (armed.moment === moment && armed.matches(passage)) return await armed.spring(passage);
    }
    return true;
  }

  #target(url: string): string {
    const paths = [...this.#routes.keys()].filter((path) => url.startsWith(path));
    const path = paths.toSorted((a, b) => b.length - a.length)[0];
    const target = path === undefined ? undefined : this.#routes.get(path);
    if (path === undefined || target === undefined) throw new Error(`Cannot pass: nothing is at ${url}`);
    return target() + url.slice(path.length);
  }
}

/** A promise, and what keeps it. */
function later<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((keep) => {
    resolve = keep;
  });
  return { promise, resolve };
}

/** Of one connection only, or set anew. */
const HOPS = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "content-encoding",
  "host",
]);

function headersOf(request: IncomingMessage): [string, string][] {
  return Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    value === undefined || HOPS.has(name) ? [] : [[name, String(value)]],
  );
}
