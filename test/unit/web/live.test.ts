import { describe, expect, it, vi } from "vitest";
import { LeagueClientMessage } from "../../../functions/_shared/schema/league.ts";
import { type FetchView, follow, type LiveView } from "../../../party/web/live.ts";
import type { RoomSocket } from "../../../party/web/socket.ts";
import { settle } from "../../harness/fake-clock.ts";

/** A page's views over a connection and a cache that the test plays. */
function page(fetch: FetchView = async (tag) => ({ body: `${tag} 1`, etag: `"1"` })) {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const listeners = new Map<string, (event: { data: unknown }) => void>();
  const sent: LeagueClientMessage[] = [];
  const socket: RoomSocket = {
    send: (text) => void sent.push(LeagueClientMessage.parse(JSON.parse(text))),
    close: () => {},
    reconnect: () => {},
    addEventListener: (type: string, listener: (event: { data: unknown }) => void) =>
      void listeners.set(type, listener),
  };
  const live = follow(socket, fetch);
  const watch = (tag: string) => {
    const seen: LiveView[] = [];
    const stop = live.watch(tag, (view) => seen.push(view));
    return { stop, bodies: () => seen.flatMap(({ body }) => (body === undefined ? [] : [body])), seen };
  };
  const fire = (type: string, message?: unknown) => listeners.get(type)?.({ data: JSON.stringify(message) });
  /** Lets answers come and messages be gathered. */
  const rest = async () => {
    await settle();
    vi.runAllTimers();
  };
  return { live, watch, fire, sent, rest };
}

const view = (tag: string, body: unknown, etag = `"2"`) => ({ type: "VIEW", tag, etag, body });

describe("a view of the league", () => {
  it("is there before the connection is, and is followed from what is at hand", async () => {
    const { watch, fire, sent, rest } = page();
    const battles = watch("battles");
    await rest();
    expect(battles.bodies()).toEqual(["battles 1"]);
    expect(sent).toEqual([]);
    fire("open");
    expect(sent).toEqual([{ type: "SUBSCRIBE", v: 1, tags: ["battles"], have: { battles: '"1"' } }]);
  });

  it("is asked for once, however many show it, and told to who comes later", async () => {
    const fetch = vi.fn<FetchView>(async () => ({ body: 1, etag: null }));
    const { watch, fire, sent, rest } = page(fetch);
    fire("open");
    watch("battles");
    watch("battles");
    await rest();
    expect(watch("battles").bodies()).toEqual([1]);
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(sent).toEqual([{ type: "SUBSCRIBE", v: 1, tags: ["battles"], have: {} }]);
  });

  it("changes when the league sends another body, and the league hears that it was read", async () => {
    const { watch, fire, sent, rest } = page();
    fire("open");
    const battles = watch("battles");
    await rest();
    fire("message", view("battles", "news"));
    expect(battles.bodies()).toEqual(["battles 1", "news"]);
    expect(sent.at(-1)).toEqual({ type: "SEEN", tag: "battles" });
  });

  it("does not go back to an answer that was overtaken", async () => {
    let answer: (value: { body: unknown; etag: null }) => void = () => {};
    const slow: FetchView = () => new Promise((resolve) => (answer = resolve));
    const { watch, fire, rest } = page(slow);
    const battles = watch("battles");
    fire("message", view("battles", "new"));
    answer({ body: "old", etag: null });
    await rest();
    expect(battles.bodies()).toEqual(["new"]);
  });

  it("is followed again after a lost connection, from the last body", async () => {
    const { watch, fire, sent, rest } = page();
    fire("open");
    watch("battles");
    await rest();
    fire("message", view("battles", "news"));
    fire("close");
    fire("open");
    expect(sent.at(-1)).toEqual({ type: "SUBSCRIBE", v: 1, tags: ["battles"], have: { battles: '"2"' } });
  });

  it("is let go when nobody shows it any more", async () => {
    const { watch, fire, sent, rest } = page();
    fire("open");
    const [one, two] = [watch("battles"), watch("battles")];
    await rest();
    one.stop();
    await rest();
    expect(sent).toHaveLength(1);
    two.stop();
    await rest();
    expect(sent.at(-1)).toEqual({ type: "UNSUBSCRIBE", tags: ["battles"] });
  });

  it("is fetched when the league only says that it changed", async () => {
    let body = 1;
    const { watch, fire, rest } = page(async () => ({ body, etag: null }));
    const battles = watch("battles");
    await rest();
    body = 2;
    fire("message", { type: "INVALIDATED", tags: ["battles", "seasons"] });
    await rest();
    expect(battles.bodies()).toEqual([1, 2]);
  });

  it("that cannot be had says why, keeps its last body, and may be asked for again", async () => {
    let isUp = true;
    const { live, watch, rest } = page(async () => {
      if (!isUp) throw new Error("the league answered 503");
      return { body: 1, etag: null };
    });
    const battles = watch("battles");
    await rest();
    isUp = false;
    live.reload("battles");
    await rest();
    expect(battles.seen.at(-1)).toEqual({ body: 1, error: "the league answered 503" });
    isUp = true;
    live.reload("battles");
    await rest();
    expect(battles.seen.at(-1)).toEqual({ body: 1, error: null });
  });

  it("does not change for what is no message", async () => {
    vi.spyOn(console, "warn").mockReturnValue();
    const { watch, fire, rest } = page();
    const battles = watch("battles");
    await rest();
    for (const data of ["", null, { type: "INVALIDATED", tags: [1] }, 7]) fire("message", data);
    expect(battles.bodies()).toEqual(["battles 1"]);
  });
});
