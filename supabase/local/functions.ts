/**
 * Serves every folder of `functions/` that has an index.ts in one Deno process, at `/<name>`, as the edge runtime does.
 * Each index.ts calls `Deno.serve(handler)`: the handlers are collected instead of served one by one.
 *
 * deno run … supabase/local/functions.ts --port 54323 --folder functions
 */

type Handler = (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response>;

/** Milliseconds that work may go on after it was told to end. */
const PATIENCE_MS = 2000;

const serve = Deno.serve;
const handlers = new Map<string, Handler>();

function log(level: "info" | "error", message: string, details: Record<string, unknown>): void {
  console.log(JSON.stringify({ time: new Date().toISOString(), level, message, ...details }));
}

function option(name: string): string {
  const value = Deno.args[Deno.args.indexOf(`--${name}`) + 1];
  if (!Deno.args.includes(`--${name}`) || value === undefined) {
    throw new Error(`Cannot serve functions: --${name} is missing`);
  }
  return value;
}

/** What `Deno.serve` was given, in any of its forms. */
function handlerOf(args: unknown[]): Handler | undefined {
  for (const arg of args) {
    if (typeof arg === "function") return arg as Handler;
    if (typeof arg === "object" && arg !== null && "handler" in arg && typeof arg.handler === "function") {
      return arg.handler as Handler;
    }
  }
  return undefined;
}

async function load(name: string, url: string): Promise<void> {
  let found: Handler | undefined;
  const collect = (...args: unknown[]): unknown => {
    found = handlerOf(args);
    return { finished: new Promise(() => undefined), shutdown: async () => undefined };
  };
  Object.defineProperty(Deno, "serve", { value: collect, configurable: true, writable: true });
  await import(url);
  if (found === undefined) throw new Error(`Cannot serve ${name}: its index.ts does not call Deno.serve`);
  handlers.set(name, found);
}

/** What goes on behind answers that were given. */
const background = new Set<Promise<unknown>>();

function waitUntil(work: Promise<unknown>): void {
  const ended: Promise<unknown> = work.catch(() => undefined).finally(() => background.delete(ended));
  background.add(ended);
}

/** As the edge runtime does: says that it is about to end, and gives what goes on a moment to come to an end. */
async function end(): Promise<void> {
  globalThis.dispatchEvent(new Event("beforeunload"));
  await Promise.race([Promise.all(background), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  Deno.exit(0);
}

async function answer(request: Request, info: Deno.ServeHandlerInfo): Promise<Response> {
  const name = new URL(request.url).pathname.split("/")[1] ?? "";
  if (name === "") return Response.json({ functions: [...handlers.keys()] });
  const handler = handlers.get(name);
  if (handler === undefined) {
    return Response.json({ code: "NOT_FOUND", message: `There is no function '${name}'` }, { status: 404 });
  }
  const began = performance.now();
  let status = 500;
  try {
    const response = await handler(request, info);
    status = response.status;
    return response;
  } catch (error) {
    log("error", "function failed", {
      function: name,
      error: error instanceof Error ? error.stack : String(error),
    });
    return Response.json({ code: "WORKER_ERROR", message: "The function failed" }, { status });
  } finally {
    const ms = Math.round(performance.now() - began);
    log("info", "request", { function: name, method: request.method, status, ms });
  }
}

Object.defineProperty(globalThis, "EdgeRuntime", { value: { waitUntil } });
Deno.addSignalListener("SIGTERM", () => void end());
const folder = option("folder");
// One after another: each import finds its own `Deno.serve`.
for await (const entry of Deno.readDir(folder)) {
  if (!entry.isDirectory || entry.name.startsWith("_") || entry.name.startsWith(".")) continue;
  const index = new URL(`${entry.name}/index.ts`, `file://${folder}/`);
  const file = await Deno.stat(index).catch(() => undefined);
  if (file?.isFile) await load(entry.name, index.href);
}
serve({ port: Number(option("port")), hostname: "127.0.0.1", onListen: () => undefined }, answer);
log("info", "functions ready", { functions: [...handlers.keys()] });
