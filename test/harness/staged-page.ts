import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Page } from "playwright-core";
import { BattleId } from "../../functions/_shared/schema/ids.ts";
import type { ServerMessage } from "../../functions/_shared/schema/protocol.ts";
import type { BattleRow } from "../../party/web/battle/row.ts";
import { serve } from "./http.ts";
import { bundlePage } from "./page-bundle.ts";

const PUBLIC = join(import.meta.dirname, "../../party/public");
const TYPES: Record<string, string> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".html": "text/html",
  ".svg": "image/svg+xml",
};

export const STAGED_BATTLE = "staged";

/** The real page without a stack: one battle, whose room is what `say` says. */
export interface StagedPage {
  url: string;
  stop(): Promise<void>;
}

/** Serves the bundled page, its configuration and the row of one battle. */
export async function serveStage(): Promise<StagedPage> {
  const { contents } = await bundlePage();
  return await serve(async (request) => {
    const { pathname } = new URL(request.url);
    const origin = `http://${request.headers.get("host")}`;
    const bundled = contents.get(pathname.slice("/dist/".length));
    if (pathname.startsWith("/dist/") && bundled) return file(bundled, pathname);
    if (pathname === "/config.json")
      return Response.json({ supabaseUrl: origin, publishableKey: "sb_publishable_x" });
    if (pathname === "/rest/v1/battles") return Response.json(ROW);
    if (pathname === "/favicon.svg") return file(await readFile(join(PUBLIC, "favicon.svg")), pathname);
    if (pathname.startsWith("/parties/")) return Response.json({ open: [], results: [] });
    return file(await readFile(join(PUBLIC, "index.html")), "/index.html");
  });
}

function file(content: Uint8Array, path: string): Response {
  return new Response(Buffer.from(content), {
    headers: { "content-type": TYPES[extname(path)] ?? "text/plain" },
  });
}

const ROW: BattleRow = {
  id: BattleId.parse(STAGED_BATTLE),
  format: "gen9randomdoublesbattle",
  rated: false,
  bot: null,
  status: "live",
  origin: "room",
  showdown_server: null,
  showdown_room: null,
  match_id: null,
  counts: true,
  p1_user: "8a6e0804-2bd0-4672-b79d-d97027f9071a",
  p2_user: "8a6e0804-2bd0-4672-b79d-d97027f9071b",
  p1_name: "Ann",
  p2_name: "Bob",
  winner_seat: null,
  end_type: null,
  replay_path: null,
};

/** What a stage's page has in its window. */
export interface Stage {
  say(message: ServerMessage): void;
}

/** Lets the page's sockets be actors: they open, and hear what the test says. */
export async function setStage(page: Page): Promise<void> {
  // What compiles the tests calls it in every function, also in those that run in the page.
  await page.addInitScript("globalThis.__name = (named) => named");
  await page.addInitScript(() => {
    class Actor extends EventTarget {
      static readonly CONNECTING = 0;
      static readonly OPEN = 1;
      static readonly CLOSING = 2;
      static readonly CLOSED = 3;
      readyState = 0;
      binaryType = "blob";
      bufferedAmount = 0;
      readonly url: string;
      constructor(url: string) {
        super();
        this.url = url;
        setTimeout(() => {
          this.readyState = 1;
          this.dispatchEvent(new Event("open"));
        });
        if (url.includes("/parties/battle/")) {
          const say = (message: unknown) =>
            this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
          Object.assign(window, { stage: { say } });
        }
      }
      send() {}
      close() {
        this.readyState = 3;
      }
    }
    Object.assign(window, { WebSocket: Actor });
  });
}
