import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { MAX_REPLAY_LENGTH, parseReplay } from "../../../functions/_shared/battle/parse.ts";
import { type ReplayKind, readReplay } from "../../../functions/_shared/battle/read-replay.ts";

const LOG = readFileSync(`${import.meta.dirname}/../../fixtures/replays/singles.log`, "utf8");

/** Showdown's replay API, with what it says beside the log. */
const json = JSON.stringify({
  id: "gen9randombattle-2100000000",
  format: "[Gen 9] Random Battle",
  players: ["Ann", "Bob"],
  log: LOG,
  uploadtime: 1_790_000_000,
  views: 7,
  formatid: "gen9randombattle",
  rating: null,
  private: 0,
  password: null,
});

/** The page that Showdown's client saves. */
function page(log: string, type = "battle-log-data"): string {
  return `<!DOCTYPE html>
<meta charset="utf-8" />
<!-- version 1 -->
<title>[Gen 9] Random Battle replay: Ann vs. Bob</title>
<style>.wrapper { max-width: 1180px }</style>
<div class="wrapper replay-wrapper">
<input type="hidden" name="replayid" value="gen9randombattle-2100000000" />
<div class="battle"></div><div class="battle-log"></div>
<script type="text/plain" class="${type}">${log}</script>
</div>
<script>let daily = Math.floor(Date.now()/1000/60/60/24);document.write('<script src="https://play.pokemonshowdown.com/js/replay-embed.js"></'+'script>');</script>
`;
}

function log(content: string | Uint8Array, kind?: ReplayKind): string {
  const result = readReplay(content, kind);
  if (!result.ok) throw new Error(result.error.message);
  return result.file.log;
}

function failure(content: string | Uint8Array, kind?: ReplayKind) {
  const result = readReplay(content, kind);
  return result.ok ? result.file : result.error;
}

describe("a replay file", () => {
  test.each([
    ["a log", LOG],
    ["the replay API's answer", json],
    ["what a Showdown server writes into its logs", JSON.stringify({ log: LOG.split("\n"), turns: 3 })],
    ["the page of a saved replay", page(LOG.replaceAll("/", "\\/"))],
    ["a page that escapes nothing", page(LOG)],
    ["an old page", page(LOG.replaceAll("/", "\\/"), "log")],
  ])("gives its log, as text and as bytes: %s", (_, content) => {
    expect(log(content)).toBe(LOG);
    expect(log(new TextEncoder().encode(content))).toBe(LOG);
    // A byte order mark before it is no part of it.
    expect(log(`\ufeff${content}`)).toBe(LOG);
    expect(log(new TextEncoder().encode(`\ufeff${content}`))).toBe(LOG);
  });

  test("says what it says of itself", () => {
    expect(readReplay(json)).toMatchObject({
      file: {
        id: "gen9randombattle-2100000000",
        format: "[Gen 9] Random Battle",
        players: ["Ann", "Bob"],
        uploadedAt: "2026-09-21T14:13:20.000Z",
      },
    });
    expect(readReplay(page(LOG))).toMatchObject({
      file: { id: "gen9randombattle-2100000000", format: null },
    });
    expect(readReplay(LOG)).toMatchObject({ file: { id: null, players: null, uploadedAt: null } });
  });

  test("of a Showdown server says it in the server's words", () => {
    const file = {
      ...{ winner: "Ann", turns: 3, p1: "Ann", p2: "Bob", format: "gen9randombattle", log: [LOG] },
      ...{ roomid: "battle-gen9randombattle-7", timestamp: "Mon Sep 21 2026 14:13:20 GMT+0000 (UTC)" },
    };
    expect(readReplay(JSON.stringify(file))).toMatchObject({
      file: {
        id: "gen9randombattle-7",
        format: "gen9randombattle",
        players: ["Ann", "Bob"],
        uploadedAt: "2026-09-21T14:13:20.000Z",
      },
    });
  });

  test("whose words beside the log are of another type is read for its log", () => {
    const odd = { log: LOG, id: 7, format: null, players: "Ann", uploadtime: "today", timestamp: "today" };
    expect(readReplay(JSON.stringify(odd))).toMatchObject({
      file: { log: LOG, id: null, format: null, players: null, uploadedAt: null },
    });
  });

  test("is read as what it is said to be", () => {
    expect(log(json, "log")).toBe(json);
    expect(failure(LOG, "json")).toMatchObject({ code: "malformed", line: 0 });
  });

  test("in a page holds chat with slashes and tags as it was written", () => {
    const chat = `${LOG}|c|☆Ann|a/b \\o/ </b> &amp; <script>\n`;
    expect(log(page(chat.replaceAll("/", "\\/")))).toBe(chat);
  });

  test.each<[string, string, ReplayKind?]>([
    ["broken JSON", json.slice(0, 500)],
    ["JSON without a log", JSON.stringify({ id: "x", players: ["Ann", "Bob"] })],
    ["JSON whose log is no text", JSON.stringify({ log: [["|turn|1"]] })],
    ["JSON that is no object", "[]", "json"],
    ["a page without a log", "<!DOCTYPE html><title>Not found</title><script>let log = 1</script>"],
    ["a page that breaks off before the log", page(LOG).slice(0, 300)],
  ])("that is none is an error: %s", (_, content, kind) => {
    expect(failure(content, kind)).toMatchObject({
      code: "malformed",
      line: 0,
      message: expect.stringMatching(/^Cannot/),
    });
  });

  test("over the limit is not read", () => {
    expect(failure(" ".repeat(MAX_REPLAY_LENGTH + 1))).toMatchObject({ code: "too_large" });
    expect(failure("é".repeat(MAX_REPLAY_LENGTH / 2 + 1))).toMatchObject({ code: "too_large" });
    expect(failure(new Uint8Array(MAX_REPLAY_LENGTH + 1))).toMatchObject({ code: "too_large" });
  });

  test("that is no text at all is no replay", () => {
    const noise = Uint8Array.from({ length: 2_000 }, (_, index) => (index * 7919) % 256);
    expect(parseReplay(log(noise, "log"))).toMatchObject({ ok: false, error: { code: "truncated" } });
  });
});
