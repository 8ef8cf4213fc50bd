import { BattleEvent } from "../../functions/_shared/schema/events.ts";
import type {
  LinkAnswer,
  ShowdownServer,
  ShowdownServerId,
  Watches,
} from "../../functions/_shared/schema/showdown.ts";
import type { Wire, WireEvents } from "../../party/showdown/connection.ts";
import { type Functions, Refused } from "../../party/showdown/functions.ts";
import { Watcher, type WatcherLimits } from "../../party/showdown/watcher.ts";
import { FakeClock, settle } from "./fake-clock.ts";
import { MemoryStorage } from "./rooms.ts";
import { SERVER_ID, watchOf } from "./watch-functions.ts";

type Found = Parameters<Functions["found"]>[1];

/** The server's end of a connection that the watcher opened. */
export class FakeWire implements Wire {
  readonly said: string[] = [];
  closed = false;
  readonly #events: WireEvents;

  constructor(events: WireEvents) {
    this.#events = events;
  }

  send(text: string): void {
    if (this.closed) throw new Error("the connection is closed");
    this.said.push(text);
  }

  close(): void {
    this.closed = true;
  }

  /** Greets the watcher. Where it logs in, it is named. */
  greet(name?: string): void {
    this.tell("|updateuser| Guest 1|0|1|{}");
    this.tell("|challstr|4|abc");
    if (name !== undefined) this.tell(`|updateuser| ${name}|1|1|{}`);
  }

  tell(data: unknown): void {
    this.#events.message(data);
  }

  /** Sends lines of a room. */
  room(room: string, ...lines: string[]): void {
    this.tell(`>${room}\n${lines.join("\n")}`);
  }

  /** Breaks the connection. */
  drop(code = 1006): void {
    this.closed = true;
    this.#events.closed(code);
  }

  /** What was said since, once. */
  heard(text: string): number {
    return this.said.filter((said) => said === text).length;
  }
}

/** A battle's first lines, as a room sends them to whoever joins. */
export function opening(p1 = "Ann", p2 = "Ben", now = Date.UTC(2026, 10, 22)): string[] {
  return [
    ...["|init|battle", `|title|${p1} vs. ${p2}`, `|j|☆${p1}`, `|t:|${now / 1000}`, "|gametype|singles"],
    ...[`|player|p1|${p1}|1|`, `|player|p2|${p2}|2|`, "|gen|9", "|tier|[Gen 9] Random Battle", "|", "|start"],
    ...["|switch|p1a: Ditto|Ditto|100/100", "|switch|p2a: Ditto|Ditto|100/100", "|turn|1"],
  ];
}

/** A watcher without a network, on a clock that stands still, whose machine can die. */
export class WatcherTable {
  readonly clock = new FakeClock();
  storage = new MemoryStorage();
  readonly wires: FakeWire[] = [];
  readonly logged: { event: string; [field: string]: unknown }[] = [];
  readonly events: BattleEvent[] = [];
  readonly found: Found[] = [];
  watches: Watches;
  /** What the function answers, in place of what it would. */
  refuses: (found: Found) => Error | null = () => null;
  unavailable = false;
  /** How events are answered. */
  status = 202;
  link: LinkAnswer = { linked: true, text: "Linked." };
  readonly codes: { name: string; code: string }[] = [];
  /** What the internet answers. */
  fetch: (url: string, init?: RequestInit) => Promise<Response> = async () =>
    new Response("", { status: 404 });
  looks = 0;
  random = 1;
  watcher: Watcher;
  readonly #limits: Partial<WatcherLimits>;
  #generation = 0;

  constructor(server: Partial<ShowdownServer> = {}, limits: Partial<WatcherLimits> = {}) {
    this.#limits = limits;
    this.watches = {
      server: {
        ...{ id: SERVER_ID as ShowdownServerId, socketUrl: "ws://showdown.example/", loginUrl: null },
        ...{ replayUrl: null, replayPrefix: null, account: null },
        ...server,
      },
      watches: [],
      expected: [],
    };
    this.watcher = this.#start();
  }

  get wire(): FakeWire {
    const wire = this.wires.at(-1);
    if (!wire) throw new Error("The watcher did not connect");
    return wire;
  }

  /** Tells it to look, and lets it connect. */
  async reconcile(): Promise<void> {
    await this.watcher.reconcile(SERVER_ID as ShowdownServerId);
    await this.rest();
  }

  /** Watches a room, greeted and joined. */
  async watching(
    room = "battle-gen9randombattle-1",
  ): Promise<{ wire: FakeWire; battle: string; room: string }> {
    const watch = watchOf(room);
    this.watches.watches.push(watch);
    await this.reconcile();
    this.wire.greet();
    await this.pass(2_000);
    return { wire: this.wire, battle: watch.battleId, room };
  }

  /** Lets time pass, and everything happen that is due in it: timers, and the alarm. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.clock.now() + milliseconds;
    while (this.clock.now() < end) {
      await this.clock.pass(Math.min(500, end - this.clock.now()));
      await this.rest();
      const { alarmAt } = this.storage;
      if (alarmAt !== null && alarmAt <= this.clock.now()) {
        this.storage.alarmAt = null;
        await this.watcher.alarm();
        await this.rest();
      }
    }
  }

  async rest(): Promise<void> {
    for (let turn = 0; turn < 8; turn += 1) await settle();
  }

  /** Forgets everything but the storage, and the alarm unless it is lost too. */
  async restart(alarmIsLost = true): Promise<void> {
    this.#generation += 1;
    for (const wire of this.wires) wire.closed = true;
    this.storage.crashAt = Number.POSITIVE_INFINITY;
    if (alarmIsLost) this.storage.alarmAt = null;
    this.watcher = this.#start();
    await this.watcher.start();
    await this.rest();
  }

  told(battle: string): BattleEvent["kind"][] {
    return this.events.filter(({ battle_id }) => battle_id === battle).map(({ kind }) => kind);
  }

  completed(battle: string): Extract<BattleEvent, { kind: "battle.completed" }> | undefined {
    return this.events.find(
      (event): event is Extract<BattleEvent, { kind: "battle.completed" }> =>
        event.kind === "battle.completed" && event.battle_id === battle,
    );
  }

  #start(): Watcher {
    const generation = this.#generation;
    const lives = () => generation === this.#generation && !this.storage.crashed;
    const asked = <Answer>(answer: () => Answer): Promise<Answer> =>
      this.unavailable || !lives()
        ? Promise.reject(new Error("Supabase is away"))
        : Promise.resolve().then(answer);
    return new Watcher({
      storage: this.storage,
      now: this.clock.now,
      after: (delay, task) =>
        this.clock.after(delay, () => {
          if (generation === this.#generation) task();
        }),
      random: () => this.random,
      fetch: (input, init) => this.fetch(String(input), init),
      dial: (_url, events) => {
        const wire = new FakeWire({
          opened: () => events.opened(),
          message: (data) => lives() && events.message(data),
          closed: (code) => lives() && events.closed(code),
        });
        this.wires.push(wire);
        return wire;
      },
      functions: {
        watches: () =>
          asked(() => {
            this.looks += 1;
            return structuredClone(this.watches);
          }),
        found: (_server, battle) =>
          asked(() => {
            this.found.push(battle);
            const refusal = this.refuses(battle);
            if (refusal) throw refusal;
            const known = this.watches.watches.find(({ room }) => room === battle.room);
            const { matchId, format, game } = battle;
            const series = { bestOf: 3, game, score: { p1: 0, p2: 0 } };
            const watch = known ?? watchOf(battle.room, { matchId, format, series });
            if (!known) this.watches.watches.push(watch);
            return { watch };
          }),
        link: (_server, code) =>
          asked(() => {
            this.codes.push(code);
            return this.link;
          }),
      },
      post: async (_id, body) => {
        if (!lives()) throw new Error("the machine is dead");
        if (this.status >= 500) return { status: this.status, body: {} };
        this.events.push(BattleEvent.parse(JSON.parse(body)));
        return { status: this.status, body: {} };
      },
      passwords: new Map([[SERVER_ID, "secret password"]]),
      log: (event, fields) => this.logged.push({ event, ...fields }),
      limits: this.#limits,
    });
  }
}

export const refusal = (): Error => new Refused("it is no game of the match");
