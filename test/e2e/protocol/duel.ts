import { setTimeout as delay } from "node:timers/promises";
import type { Guest } from "./api.ts";
import { Chance } from "./chance.ts";
import { BattleClient } from "./client.ts";
import { pester } from "./hostile.ts";
import { type Alone, type Meeting, meet, type Tickets, tickets } from "./meeting.ts";
import type { Ending, Seat } from "./messages.ts";
import { Pilot } from "./pilot.ts";
import type { Plan } from "./plans.ts";
import { checkLog, compare, compareEnds, judge } from "./verdict.ts";

export interface World {
  seed: string;
  /** A legal team, where the format wants one. */
  team(format: string, number: number): string | undefined;
  /** When those who leave for good may do so. */
  mayLeave: Promise<void>;
  alone: Alone;
  /** Milliseconds that a battle may take. */
  deadline: number;
}

export interface Duel {
  plan: Plan;
  battleId: string;
  ending: Ending | null;
  rounds: number;
  counts: { [what: string]: number };
  /** All that was not as the page says. */
  faults: string[];
}

const NOT_A_TEAM = "Pikachu|||noability|splash||||||1|";

/** Plays one battle by its plan and reports what both clients saw. */
export async function playDuel(plan: Plan, guests: readonly [Guest, Guest], world: World): Promise<Duel> {
  const faults: string[] = [];
  const meeting = await within(30_000, meet(plan, guests, world.alone, faults), () => "nobody meets");
  const { battleId } = meeting.p1;
  const crew = new Crew(plan, meeting, world);
  const describe = () => [...crew.states(), ...crew.faults()].join("\n");
  await within(world.deadline, crew.play(faults), describe);
  const { p1, p2 } = crew;
  faults.push(...judge(plan, p1.view.ending), ...compareEnds(p1, p2));
  for (const client of [p1, p2]) {
    // Who has lost the session at the end has no seat any more: that is the spectators' log.
    if (client.session === null) continue;
    const witness = await within(20_000, crew.witness(client), describe);
    faults.push(...checkLog(client), ...checkLog(witness), ...compare(client, witness));
  }
  for (const tab of crew.tabs) {
    if (p1.session !== null && tab.session !== null) faults.push(...compare(p1, tab));
  }
  crew.leave();
  const { status } = await guests[0].state(battleId);
  if (status !== "ended") faults.push(`the room says '${status}' after the end`);
  faults.push(...crew.faults());
  const label = `${battleId} (${plan.number}, ${plan.way}, ${plan.end})`;
  return {
    plan,
    battleId,
    ending: p1.view.ending,
    rounds: Math.max(p1.view.rounds, p2.view.rounds),
    counts: crew.counts(),
    faults: faults.map((fault) => `${label}: ${fault}`),
  };
}

/** All clients of one battle. */
class Crew {
  readonly p1: BattleClient;
  readonly p2: BattleClient;
  readonly tabs: BattleClient[] = [];
  /** Shared by the tabs of a seat, as the first ticket is used once. */
  readonly #tickets: { p1: Tickets; p2: Tickets };
  readonly #plan: Plan;
  readonly #meeting: Meeting;
  readonly #world: World;
  readonly #chance: Chance;

  constructor(plan: Plan, meeting: Meeting, world: World) {
    this.#plan = plan;
    this.#meeting = meeting;
    this.#world = world;
    this.#chance = new Chance(`${world.seed} ${plan.number}`);
    this.#tickets = { p1: tickets(meeting.p1), p2: tickets(meeting.p2) };
    this.p1 = this.#player("p1");
    this.p2 = this.#player("p2");
  }

  #player(seat: Seat, session?: string): BattleClient {
    const plan = this.#plan;
    const pilot = new Pilot(plan, seat, new Chance(`${this.#chance.next()}`), this.#world.mayLeave);
    const { forgetful, undoes } = plan.habits[seat];
    const team = this.#world.team(plan.format, plan.number * 2 + Number(seat === "p2"));
    return new BattleClient({
      ...this.#address(seat),
      ticket: this.#tickets[seat],
      ...(session === undefined ? {} : { session }),
      ...(team === undefined ? {} : { teams: [NOT_A_TEAM, team] }),
      forgetful,
      shared: () => undoes > 0 || (seat === "p1" && plan.tab),
      asked: (client, request) => pilot.asked(client, request),
      told: (client, message) => pilot.told(client, message),
    });
  }

  #address(seat: Seat) {
    const { guest, battleId } = this.#meeting[seat];
    return { url: guest.socketUrl("battle", battleId), battleId, seat };
  }

  /** Done when both players know the end, and the pests and tabs too. */
  async play(faults: string[]): Promise<void> {
    const pests = this.#plan.tab || this.#plan.pests ? this.#disturb(faults) : undefined;
    await this.#over();
    this.#meeting.leaveLobby();
    await pests;
    const all = [this.p1, this.p2, ...this.tabs];
    await Promise.all(all.map((client) => client.over));
    // Whatever a client has seen, a new look at the battle must show the same.
    await Promise.all(all.map((client) => client.resync()));
  }

  async #disturb(faults: string[]): Promise<void> {
    const session = await this.p1.seated;
    if (this.#plan.tab) this.tabs.push(this.#player("p1", session));
    if (!this.#plan.pests) return;
    const { usedTicket } = this.p1;
    if (usedTicket === null) throw new Error("Cannot use a ticket again: p1 was seated without one");
    faults.push(...(await pester({ ...this.#address("p1"), session, usedTicket })));
  }

  /** Who left comes back when it is over, to see the end too. */
  async #over(): Promise<void> {
    const { end, seat } = this.#plan;
    const players = [this.p1, this.p2];
    if (end === "one leaves") {
      await players.find((client) => client.seat !== seat)?.over;
    } else if (end === "both leave") {
      const { guest, battleId } = this.#meeting.p1;
      while ((await guest.state(battleId).catch(() => undefined))?.status !== "ended") await delay(500);
    }
    for (const client of players) client.comeBack();
    await Promise.all(players.map((client) => client.over));
  }

  /** A client that sees the battle for the first time, with the session of another. */
  async witness({ seat, session }: BattleClient): Promise<BattleClient> {
    const client = new BattleClient({
      ...this.#address(seat),
      ...(session === null ? {} : { session }),
      ticket: async () => null,
      forgetful: false,
      shared: () => true,
      asked: () => undefined,
      told: () => undefined,
    });
    await client.over;
    client.leave(true);
    return client;
  }

  leave(): void {
    for (const client of this.#all()) client.leave(true);
  }

  #all = () => [this.p1, this.p2, ...this.tabs];

  states(): string[] {
    return [JSON.stringify(this.#plan), ...this.#all().map(({ state }) => state)];
  }

  faults(): string[] {
    return this.#all().flatMap(({ seat, view }) => view.faults.map((fault) => `${seat}: ${fault}`));
  }

  counts(): { [what: string]: number } {
    const sums: { [what: string]: number } = {};
    for (const { view } of this.#all()) {
      for (const [what, count] of Object.entries(view.counts)) sums[what] = (sums[what] ?? 0) + count;
    }
    return sums;
  }
}

/** Fails with a description when something takes too long. */
async function within<Value>(ms: number, task: Promise<Value>, describe: () => string): Promise<Value> {
  const stop = new AbortController();
  const late = delay(ms, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`Not done after ${ms / 1_000} s: ${describe()}`);
  });
  try {
    return await Promise.race([task, late]);
  } finally {
    stop.abort();
    late.catch(() => undefined);
  }
}
