import { drawChoice } from "../../functions/_shared/battle/choices.ts";
import { FormatId, Seat } from "../../functions/_shared/schema/ids.ts";
import { Simulator } from "../../party/room/battle/simulator.ts";
import { drawTeams } from "../../party/teams/drawing.ts";

/** Plays a battle twice, one frozen and thawed before every round; gives what either printed. */
export function playRounds(format: string, rounds: number): { calm: string[]; thawed: string[] } {
  const id = FormatId.parse(format);
  const seed = "1,2,3,4";
  const { p1, p2 } = drawTeams(id, seed);
  const setup = {
    format: id,
    seed,
    players: { p1: { name: "Ann", team: p1 }, p2: { name: "Ben", team: p2 } },
  };
  const calm = new Simulator(setup, 0);
  let thawed = new Simulator(setup, 0);
  const before = thawed.lines("p1");
  const printed: string[] = [];
  for (let round = 0; round < rounds && !calm.ending; round += 1) {
    thawed = new Simulator(setup, thawed.freeze());
    for (const simulator of [calm, thawed]) choose(simulator);
    printed.push(...thawed.lines("p1", thawed.forgotten("p1")));
  }
  return { calm: calm.lines("p1"), thawed: [...before, ...printed] };
}

function choose(simulator: Simulator): void {
  for (const seat of Seat.options) {
    const refused = new Set<string>();
    const request = simulator.request(seat);
    for (;;) {
      const choice = request && drawChoice(request, { seed: "rounds", seat, rqid: request.rqid, refused });
      if (!choice || simulator.choose(seat, choice, 0).accepted) break;
      if (refused.has(choice)) throw new Error(`Cannot choose '${choice}'`);
      refused.add(choice);
    }
  }
}
