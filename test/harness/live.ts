import { drawChoice } from "../../functions/_shared/battle/choices.ts";
import { Seat } from "../../functions/_shared/schema/ids.ts";
import type { BattleInput } from "../../functions/_shared/schema/inputs.ts";
import type { CreateBattle } from "../../functions/_shared/schema/rooms.ts";
import type { RoomStorage } from "../../party/durable/storage.ts";
import { begin, type Live } from "../../party/room/battle/live.ts";
import { record } from "../../party/room/battle/record.ts";
import { AUDIENCES, SIM_VERSION, type Verdict } from "../../party/room/battle/simulator.ts";
import { inputKey, type StartInput } from "../../party/room/storage/input-log.ts";
import { BATTLE_KEY, loadState } from "../../party/room/storage/state.ts";
import { drawTeams } from "../../party/teams/drawing.ts";
import { createBattle } from "./battles.ts";
import { MemoryStorage } from "./rooms.ts";

/** The moment at which every battle of this harness begins. */
export const BEGAN = Date.parse("2026-11-22T12:00:00.000Z");

/** The first input of a battle; teams are drawn where none are given. */
export function startOf(battle: CreateBattle, teams?: Record<Seat, string>): StartInput {
  const { format, seed = "1,2,3,4" } = battle;
  const { p1, p2 } = teams ?? drawTeams(format, seed);
  const players = { p1: { name: "Ann", team: p1 }, p2: { name: "Ben", team: p2 } };
  return { kind: "start", at: BEGAN, sim: SIM_VERSION, seed, players };
}

/** A battle without a room around it, whose inputs are stored as a room stores them. */
export class StoredBattle {
  readonly storage = new MemoryStorage();
  readonly battle: CreateBattle;
  readonly logged: { event: string; fields: Record<string, unknown> }[] = [];
  now = BEGAN;
  live: Live;

  private constructor(battle: CreateBattle, start: StartInput) {
    this.battle = battle;
    this.live = begin(battle, start);
  }

  static async open(
    values: { format?: string; seed?: string },
    teams?: Record<Seat, string>,
  ): Promise<StoredBattle> {
    const battle = createBattle(values);
    const start = startOf(battle, teams);
    const stored = new StoredBattle(battle, start);
    await stored.storage.put<unknown>({ [BATTLE_KEY]: battle, [inputKey(1)]: start });
    return stored;
  }

  /** Plays an input, and stores it if it was accepted. */
  async play(input: BattleInput): Promise<Verdict> {
    const { verdict, values } = record(this.live, input, (event, fields) =>
      this.logged.push({ event, fields }),
    );
    if (verdict.accepted) await this.storage.put(values);
    return verdict;
  }

  /** Makes a seat's seeded choice, once it is accepted; `false` when nothing is asked of it. */
  async choose(seat: Seat, seed: string, auto?: true): Promise<boolean> {
    const refused = new Set<string>();
    for (;;) {
      const request = this.live.simulator.request(seat);
      const choice = request && drawChoice(request, { seed, seat, rqid: request.rqid, refused });
      if (!choice) return false;
      const verdict = await this.play({ kind: "choice", at: this.now, seat, choice, ...(auto && { auto }) });
      if (verdict.accepted) return true;
      if (refused.has(choice)) throw new Error(`Cannot choose '${choice}': ${verdict.message}`);
      refused.add(choice);
    }
  }

  /** Both seats choose, a moment later. @param pause milliseconds */
  async round(seed: string, pause: number): Promise<void> {
    this.now += pause;
    for (const seat of Seat.options) await this.choose(seat, seed);
  }

  /** The battle as another machine finds it. */
  async reload(storage: RoomStorage = this.storage): Promise<Live> {
    const state = await loadState(storage, (event, fields) => this.logged.push({ event, fields }));
    if (!state?.live)
      throw new Error(`Cannot load the battle: ${state?.trouble?.reason ?? "it is not there"}`);
    return state.live;
  }
}

/** Everything that two copies of a battle must agree on; its log from where both have it. */
export function agreement({ simulator, inputs, clock, endedAt }: Live, after: Live["simulator"] = simulator) {
  return {
    ...{ inputs, clock, endedAt, turn: simulator.turn, round: simulator.round, ending: simulator.ending },
    seats: Seat.options.map((seat) => [simulator.choice(seat), JSON.stringify(simulator.request(seat))]),
    faints: simulator.faints,
    chance: simulator.battle.prng.getSeed(),
    seqs: AUDIENCES.map((audience) => simulator.seq(audience)),
    logs: AUDIENCES.map((audience) => simulator.lines(audience, after.forgotten(audience))),
  };
}
