import { sign, verify } from "../../functions/_shared/auth/signature.ts";
import { BattleEvent } from "../../functions/_shared/schema/events.ts";
import {
  type Expected,
  type LinkAnswer,
  type Reconcile,
  type ShowdownServer,
  type Watch,
  WatcherMessage,
  WatcherStatus,
  type Watches,
} from "../../functions/_shared/schema/showdown.ts";
import { WEBHOOK_SECRET } from "./battles.ts";
import { type LocalServer, serve } from "./http.ts";

export const SERVER_ID = "test-server";

type Found = Extract<WatcherMessage, { type: "BATTLE_FOUND" }>;
type Completed = Extract<BattleEvent, { kind: "battle.completed" }>;

/** A match that may begin now. */
export function expectedMatch(values: Partial<Record<keyof Expected, unknown>> = {}): Expected {
  const now = Date.now();
  return {
    matchId: crypto.randomUUID(),
    ...{ format: "gen9randombattle", bestOf: 1, home: ["ann"], away: ["ben"] },
    from: new Date(now - 60_000).toISOString(),
    until: new Date(now + 3_600_000).toISOString(),
    ...values,
  } as Expected;
}

/** A battle that is to be watched. */
export function watchOf(room: string, values: Partial<Record<keyof Watch, unknown>> = {}): Watch {
  return {
    battleId: `b-${crypto.randomUUID().slice(0, 8)}`,
    room,
    matchId: null,
    format: room.split("-")[1] ?? "",
    correlationId: crypto.randomUUID(),
    series: null,
    ...values,
  } as Watch;
}

/**
 * Stands in for `showdown-watch`, which keeps in the database what this keeps in memory, and for `battle-events`. Every
 * request must be signed and of its schema.
 */
export class WatchFunctions {
  server: ShowdownServer | null = null;
  watches: Watch[] = [];
  expected: Expected[] = [];
  readonly events: BattleEvent[] = [];
  readonly said: WatcherMessage[] = [];
  /** How often a code was asked about, by anybody. */
  codes = 0;
  /** Answers a code. */
  link: (name: string, code: string) => LinkAnswer = () => ({
    linked: false,
    text: "There is no such code.",
  });
  /** Answers a battle that was found with another status than 200. */
  refuse: (found: Found) => number | null = () => null;
  /** Answers everything with that. */
  broken: number | null = null;
  /** Replays that are published, by the room's id without `battle-`. */
  readonly replays = new Map<string, string>();
  url = "";
  #waiting = new Set<() => void>();
  #http: LocalServer | undefined;

  static async start(): Promise<WatchFunctions> {
    const functions = new WatchFunctions();
    functions.#http = await serve(async (request) => {
      const { status, answer } = functions.#answer(request, await request.text());
      for (const check of [...functions.#waiting]) check();
      return new Response(answer, { status, headers: { "content-type": "application/json" } });
    });
    functions.url = functions.#http.url;
    return functions;
  }

  /** Tells the room to look again. */
  async reconcile(rooms: string): Promise<void> {
    const message: Reconcile = { type: "RECONCILE", v: 1, server: SERVER_ID as Reconcile["server"] };
    const body = JSON.stringify(message);
    const response = await fetch(`${rooms}/parties/showdown/${SERVER_ID}`, {
      method: "POST",
      headers: { ...sign(body, [WEBHOOK_SECRET], crypto.randomUUID(), Date.now()) },
      body,
    });
    if (response.status !== 202)
      throw new Error(`The watcher answered ${response.status} ${await response.text()}`);
  }

  /** Waits for the event of that kind about a battle. */
  async event<Kind extends BattleEvent["kind"]>(
    battle: () => string | undefined,
    kind: Kind,
    patience = 30_000,
  ): Promise<Extract<BattleEvent, { kind: Kind }>> {
    const isWanted = (event: BattleEvent): event is Extract<BattleEvent, { kind: Kind }> =>
      event.kind === kind && event.battle_id === battle();
    await this.until(() => this.events.some(isWanted), `${kind}`, patience);
    const event = this.events.find(isWanted);
    if (!event) throw new Error("It was there a moment ago");
    return event;
  }

  completed(battle: () => string | undefined, patience?: number): Promise<Completed> {
    return this.event(battle, "battle.completed", patience);
  }

  /** The battle that a match's first battle on Showdown became. */
  battleOf({ matchId }: Expected): () => string | undefined {
    return () => [...this.adopted.values()].find((watch) => watch.matchId === matchId)?.battleId;
  }

  async until(condition: () => boolean, what: string, patience = 30_000): Promise<void> {
    const deadline = Date.now() + patience;
    while (!condition()) {
      const left = deadline - Date.now();
      if (left <= 0)
        throw new Error(`Waited in vain for ${what}: ${JSON.stringify(this.events).slice(-500)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, left);
        const waiting = this.#waiting;
        function done() {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        }
        waiting.add(done);
      });
    }
  }

  async close(): Promise<void> {
    await this.#http?.stop();
  }

  #answer({ method, url, headers }: Request, body: string): { status: number; answer: string } {
    const path = new URL(url).pathname;
    const replay = this.replays.get(/^\/replays\/(.+)\.json$/.exec(path)?.[1] ?? "");
    if (method === "GET") return { status: replay ? 200 : 404, answer: replay ?? "" };
    if (path === "/code" || body.includes('"LINK_CODE"')) this.codes += 1;
    if (this.broken !== null) return { status: this.broken, answer: "{}" };
    try {
      verify(body, headers, [WEBHOOK_SECRET]);
      if (path === "/functions/v1/battle-events") {
        const event = BattleEvent.parse(JSON.parse(body));
        this.events.push(event);
        // What is over is watched no longer.
        if (event.kind === "battle.completed" || event.kind === "battle.failed") {
          this.watches = this.watches.filter(({ battleId }) => battleId !== event.battle_id);
        }
        return { status: 202, answer: "{}" };
      }
      if (path !== "/functions/v1/showdown-watch") return { status: 404, answer: "{}" };
      return this.#watch(WatcherMessage.parse(JSON.parse(body)));
    } catch (error) {
      return { status: 400, answer: String(error) };
    }
  }

  #watch(message: WatcherMessage): { status: number; answer: string } {
    this.said.push(message);
    switch (message.type) {
      case "WATCHES": {
        const { server, watches, expected } = this;
        const answer: Watches = { server, watches, expected };
        return { status: 200, answer: JSON.stringify(answer) };
      }
      case "BATTLE_FOUND": {
        const refusal = this.refuse(message);
        if (refusal !== null) return { status: refusal, answer: "{}" };
        return { status: 200, answer: JSON.stringify({ watch: this.#adopt(message) }) };
      }
      case "LINK_CODE":
        return { status: 200, answer: JSON.stringify(this.link(message.name, message.code)) };
    }
  }

  /** Battles that were adopted, by room: said again, the same. */
  readonly adopted = new Map<string, Watch>();

  #adopt({ room, matchId, format, game }: Found): Watch {
    const known = this.adopted.get(room);
    if (known) return known;
    const match = this.expected.find((expected) => expected.matchId === matchId);
    const bestOf = match?.bestOf ?? 3;
    const watch = watchOf(room, {
      ...{ matchId, format },
      series: bestOf > 1 ? { bestOf, game, score: { p1: 0, p2: 0 } } : null,
    });
    this.adopted.set(room, watch);
    this.watches.push(watch);
    if (bestOf === 1) this.expected = this.expected.filter((expected) => expected !== match);
    return watch;
  }
}

/** How the watcher says that it does. */
export async function watcherStatus(rooms: string): Promise<WatcherStatus> {
  const response = await fetch(`${rooms}/parties/showdown/${SERVER_ID}`);
  return WatcherStatus.parse(await response.json());
}
