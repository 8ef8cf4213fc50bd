import { describe, expect, test } from "vitest";
import { type PagesDeps, tellPages } from "../../../functions/_edge/pages.ts";
import { connectRooms } from "../../../functions/_edge/rooms.ts";
import { verify } from "../../../functions/_shared/auth/signature.ts";
import { MAX_TAGS } from "../../../functions/_shared/schema/rooms.ts";
import { Reconcile, ShowdownServerId } from "../../../functions/_shared/schema/showdown.ts";
import { WEBHOOK_SECRET } from "../../harness/battles.ts";
import { recorder } from "../../harness/functions.ts";

/** A room server that hears from the given try on; and what was sent to it, waited for, and left to jobs. */
function setUp({ hears = 1, jobs = async () => undefined as unknown } = {}) {
  const told: string[][] = [];
  const waited: number[] = [];
  const left: string[][] = [];
  const { lines, log } = recorder();
  const deps: PagesDeps = {
    rooms: {
      invalidate: async (tags) => {
        told.push(tags);
        return told.length >= hears ? { kind: "accepted" } : { kind: "unreachable", message: "refused" };
      },
    },
    store: {
      requestInvalidation: async (tags) => {
        left.push(tags);
        return await jobs();
      },
    },
    log,
    wait: async (milliseconds) => void waited.push(milliseconds),
  };
  return { told, waited, left, lines, tell: (tags: Iterable<string>) => tellPages(tags, deps) };
}

const many = Array.from({ length: 2 * MAX_TAGS + 1 }, (_, number) => `standings:${number}`);

describe("telling pages", () => {
  test("says each tag once, and nothing when nothing changed", async () => {
    const { told, tell, lines } = setUp();
    await tell([]);
    await tell(["battles", "seasons", "battles"]);
    expect(told).toEqual([["battles", "seasons"]]);
    expect(lines).toEqual([]);
  });

  test("splits what is too much for one message, and drops nothing", async () => {
    const { told, tell } = setUp();
    await tell(many);
    expect(told.map((tags) => tags.length)).toEqual([MAX_TAGS, MAX_TAGS, 1]);
    expect(told.flat()).toEqual(many);
  });

  test("is tried three times, with longer pauses", async () => {
    const { told, waited, left, tell } = setUp({ hears: 3 });
    await tell(["battles"]);
    expect([told.length, left]).toEqual([3, []]);
    expect(waited).toEqual([100, 400]);
  });

  test("is left to jobs after that, all of it", async () => {
    const { told, left, lines, tell } = setUp({ hears: Number.POSITIVE_INFINITY });
    await tell(many);
    expect(told).toHaveLength(3);
    expect(left).toEqual([many]);
    expect(lines).toEqual(["warn: Cannot tell open pages of the change"]);
  });

  test("fails nobody when even that does not work", async () => {
    const down = () => Promise.reject(new Error("no database"));
    const { lines, tell } = setUp({ hears: Number.POSITIVE_INFINITY, jobs: down });
    await tell(["battles"]);
    expect(lines.at(-1)).toBe("error: Cannot leave it to a job to tell open pages");
  });
});

describe("the cache's status", () => {
  const status = { tags: 1, bytes: 2, hits: 3, misses: 4, pushes: 5, connections: 6 };
  const ask = (fetch: typeof globalThis.fetch) =>
    connectRooms({ url: "http://rooms.test", secrets: [WEBHOOK_SECRET], fetch, now: Date.now }).status();

  test("is asked for with a signature", async () => {
    const answer = await ask(async (url, init) => {
      expect([url, init?.method]).toEqual(["http://rooms.test/parties/league/all/status", "GET"]);
      verify("", new Headers(init?.headers), [WEBHOOK_SECRET]);
      return Response.json(status);
    });
    expect(answer).toEqual({ kind: "accepted", status });
  });

  test("is none where something else answers", async () => {
    expect(await ask(async () => Response.json({ ok: true }))).toMatchObject({ kind: "unreachable" });
    expect(await ask(async () => new Response("<html>", { status: 502 }))).toMatchObject({
      kind: "unreachable",
    });
    expect(await ask(() => Promise.reject(new Error("refused")))).toEqual({
      kind: "unreachable",
      message: "refused",
    });
  });
});

test("a watcher is told to look again with a signature, and one that cannot be reached is no error", async () => {
  const tell = (fetch: typeof globalThis.fetch) =>
    connectRooms({ url: "http://rooms.test", secrets: [WEBHOOK_SECRET], fetch, now: Date.now }).reconcile(
      ShowdownServerId.parse("main"),
    );
  const heard = await tell(async (url, init) => {
    expect([url, init?.method]).toEqual(["http://rooms.test/parties/showdown/main", "POST"]);
    verify(String(init?.body), new Headers(init?.headers), [WEBHOOK_SECRET]);
    expect(Reconcile.parse(JSON.parse(String(init?.body)))).toEqual({
      type: "RECONCILE",
      v: 1,
      server: "main",
    });
    return new Response(null, { status: 202 });
  });
  expect(heard).toEqual({ kind: "accepted" });
  const lost = await tell(async () => {
    throw new Error("refused");
  });
  expect(lost).toEqual({ kind: "unreachable", message: "refused" });
});
