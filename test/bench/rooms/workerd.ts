import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { transform } from "esbuild";
import { Miniflare } from "miniflare";
import { WebSocket } from "ws";
import { roomEnvironment } from "../../harness/battles.ts";
import { startRooms } from "../../harness/partykit.ts";

/** Milliseconds: some of the inspector's methods are never answered. */
const PATIENCE = 10_000;
const PARTY = join(import.meta.dirname, "../../../party");

/** A worker in workerd, and what it weighs in bytes. */
export interface Weighed {
  url: string;
  /** The JavaScript heap of the worker's isolate, which is what production limits, garbage that nobody collected included. */
  heap(): Promise<number>;
  /** Has the isolate collect its garbage. */
  collect(): Promise<void>;
  /** All that the process has in memory. */
  resident(): number;
  stop(): Promise<void>;
}

/** A worker that does nothing. */
export const EMPTY = `export class PartyKitDurable {} export class battleDO {} export default { fetch() { return new Response(); } };`;

/** The rooms as PartyKit bundles them, minified as for production, without the source map of its dev server. */
export async function bundleRooms(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "plateau-bench-worker-"));
  try {
    const environment = roomEnvironment("http://127.0.0.1:9");
    const rooms = await startRooms(environment, PARTY, ["--unstable_outdir", relative(PARTY, folder)]);
    await rooms.remove();
    const bundle = await readFile(join(folder, "battle.js"), "utf8");
    const code = bundle.slice(0, bundle.lastIndexOf("//# sourceMappingURL="));
    return (await transform(code, { minify: true, keepNames: false, legalComments: "none" })).code;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Runs a worker's code in workerd by itself.
 *
 * @param parties beside the battles': the classes of their rooms
 */
export async function startWorker(
  code: string,
  supabaseUrl: string,
  parties: Record<string, string> = {},
): Promise<Weighed> {
  const module = (path: string, contents: string) => ({
    ...{ type: "ESModule" as const, path: `/rooms/${path}`, contents },
  });
  const builtins = new Set([...code.matchAll(/partykit-exposed-node-([a-z]+)/g)].map(([, name]) => name));
  const assets = { devServer: "", assets: {}, assetInfo: {} };
  const variables = Object.entries(roomEnvironment(supabaseUrl));
  const miniflare = new Miniflare({
    ...{ host: "127.0.0.1", inspectorPort: 0, cf: false, modulesRoot: "/rooms" },
    ...{ compatibilityDate: "2024-07-01", compatibilityFlags: ["nodejs_compat"] },
    modules: [
      module("worker.js", code),
      module("__STATIC_ASSETS_MANIFEST__", `export default ${JSON.stringify(assets)};`),
      ...[...builtins].map((name) =>
        module(
          `partykit-exposed-node-${name}`,
          `export * from "node:${name}"; export { default } from "node:${name}";`,
        ),
      ),
    ],
    bindings: Object.fromEntries(variables.map(([name, value]) => [`pkvar-${name}`, value])),
    durableObjects: { PARTYKIT_DURABLE: "PartyKitDurable", battle: "battleDO", ...parties },
    handleRuntimeStdio: (stdout, stderr) => {
      stdout.resume();
      stderr.resume();
    },
  });
  try {
    const url = (await miniflare.ready).origin;
    const process = workerdOf();
    const inspector = await inspect((await miniflare.getInspectorURL()).host);
    return {
      url,
      heap: inspector.heap,
      collect: inspector.collect,
      resident: () => residentOf([process]),
      stop: async () => {
        inspector.close();
        await miniflare.dispose();
      },
    };
  } catch (error) {
    await miniflare.dispose();
    throw error;
  }
}

/** What processes have in memory together, in bytes. */
export function residentOf(pids: readonly number[]): number {
  const printed = execFileSync("ps", ["-o", "rss=", "-p", pids.join(",")], { encoding: "utf8" });
  return printed.split("\n").reduce((sum, line) => sum + Number(line), 0) * 1024;
}

/** The id of the workerd that this process started last. */
function workerdOf(): number {
  const printed = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" });
  const children = printed.split("\n").flatMap((line) => {
    const [, pid, parent, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)/.exec(line) ?? [];
    return Number(parent) === process.pid && args.includes("workerd") ? [Number(pid)] : [];
  });
  const last = Math.max(...children);
  if (Number.isFinite(last)) return last;
  throw new Error("Cannot weigh the worker: its process is not there");
}

async function inspect(host: string): Promise<Pick<Weighed, "heap" | "collect"> & { close(): void }> {
  const targets: { id: string; webSocketDebuggerUrl: string }[] = await (
    await fetch(`http://${host}/json`)
  ).json();
  const target = targets.find(({ id }) => id.startsWith("core:user"));
  if (!target) throw new Error("Cannot weigh the worker: the inspector does not know it");
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await once(socket, "open");
  const waiting = new Map<number, (result: { usedSize: number }) => void>();
  socket.on("message", (data) => {
    const { id = 0, result }: { id?: number; result: { usedSize: number } } = JSON.parse(String(data));
    waiting.get(id)?.(result);
  });
  let asked = 0;
  const call = (method: string) =>
    new Promise<{ usedSize: number }>((resolve, reject) => {
      asked += 1;
      const silent = setTimeout(
        () => reject(new Error(`Cannot ask workerd: no answer to ${method}`)),
        PATIENCE,
      );
      waiting.set(asked, (result) => {
        clearTimeout(silent);
        resolve(result);
      });
      socket.send(JSON.stringify({ id: asked, method, params: {} }));
    });
  await call("Runtime.enable");
  return {
    heap: async () => (await call("Runtime.getHeapUsage")).usedSize,
    // A snapshot begins with a collection; to be asked for nothing but that, workerd does not answer.
    collect: async () => {
      const collect = () => call("HeapProfiler.takeHeapSnapshot");
      // On a busy machine it was left without an answer once.
      await collect().catch(collect);
    },
    close: () => socket.terminate(),
  };
}
