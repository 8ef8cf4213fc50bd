import { TeamGenerators } from "@pkmn/randoms";
import { Battle, type PRNGSeed, Teams, toID } from "@pkmn/sim";
import { drawChoice } from "../../functions/_shared/battle/choices.ts";
import type { TrueFaint } from "../../functions/_shared/schema/battle.ts";
import { Seat } from "../../functions/_shared/schema/ids.ts";
import { watchFaints } from "../../party/room/battle/faints.ts";
import { TeamDrawer } from "./teams.ts";

/** A battle that two random players played to its end. */
export interface RandomBattle {
  /** What spectators read. */
  log: string;
  /** The simulator's own log: what it repeats after `|split|` is in it. */
  omniscient: string;
  /** The simulator's commands. */
  inputLog: readonly string[];
  turns: number;
  /** What the simulator knows of the faints. */
  truth: readonly TrueFaint[];
}

/** Formats whose teams the simulator draws by itself, of every generation. */
export const RANDOM_FORMATS: readonly string[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((gen) => `gen${gen}randombattle`),
  "gen8randomdoublesbattle",
  "gen9randomdoublesbattle",
];

const ROUNDS = 4_000;

/**
 * Plays the battle with that number: the same number gives the same battle. In a format without teams of its own,
 * they are drawn of all that is legal in it.
 */
export function playRandomBattle(format: string, number: number): RandomBattle {
  Teams.setGeneratorFactory(TeamGenerators);
  const battle = new Battle({ formatid: toID(format), seed: seedOf(number, 0), strictChoices: false });
  const truth: TrueFaint[] = [];
  watchFaints(battle, truth);
  for (const [index, seat] of Seat.options.entries()) {
    battle.setPlayer(seat, { name: seat === "p1" ? "Ann" : "Bob", team: draw(format, number, index) });
  }
  for (let round = 0; !battle.ended; round += 1) {
    if (round > ROUNDS)
      throw new Error(`Cannot end battle ${number} of ${format}: it goes on at turn ${battle.turn}`);
    for (const seat of Seat.options) choose(battle, seat, `${format} ${number}`, round);
  }
  return {
    log: spectated(battle.log).join("\n"),
    omniscient: battle.log.join("\n"),
    inputLog: battle.inputLog,
    turns: battle.turn,
    truth,
  };
}

/** What spectators see of a simulator's log: of each `|split|`, the second line. */
export function spectated(log: readonly string[]): string[] {
  return log.filter((line, at) => !line.startsWith("|split|") && !log[at - 1]?.startsWith("|split|"));
}

function draw(format: string, number: number, index: number) {
  if (RANDOM_FORMATS.includes(format)) return Teams.generate(format, { seed: seedOf(number, index + 1) });
  const drawer = drawers.get(format) ?? new TeamDrawer(format);
  drawers.set(format, drawer);
  return Teams.unpack(drawer.draw(2 * number + index));
}

const drawers = new Map<string, TeamDrawer>();

function choose(battle: Battle, seat: Seat, seed: string, rqid: number): void {
  const side = battle.getSide(seat);
  const refused = new Set<string>();
  while (!battle.ended && !side.isChoiceDone()) {
    const choice = drawChoice(side.activeRequest, { seed, seat, rqid, refused });
    if (choice === null || battle.choose(seat, choice)) return;
    if (refused.has(choice)) throw new Error(`Cannot choose '${choice}' for ${seat}`);
    refused.add(choice);
  }
}

function seedOf(number: number, part: number): PRNGSeed {
  return `${number},${part},22,333`;
}
