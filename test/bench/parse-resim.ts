import { Battle } from "@pkmn/sim";
import { parseReplay } from "../../functions/_shared/battle/parse.ts";
import { playRandomBattle } from "../harness/random-battles.ts";
import { type Bench, type Figure, median } from "./figure.ts";

type BattleOptions = ConstructorParameters<typeof Battle>[0];

const GOAL = 50;
const BATTLES = 12;
const ROUNDS = 7;

/** Reading a replay into its summary, against playing its input log once more: what a league without a parser would do. */
async function run(): Promise<Figure[]> {
  const battles = Array.from({ length: BATTLES }, (_, number) =>
    playRandomBattle("gen9randombattle", number),
  );
  const times = { parsed: [] as number[], simulated: [] as number[] };
  // Turn and turn about, so that a busy moment of the machine hits both alike; the first round warms up.
  for (let round = 0; round < ROUNDS; round += 1) {
    times.parsed.push(time(() => battles.map(({ log }) => mustParse(log))));
    times.simulated.push(time(() => battles.map(({ inputLog }) => simulate(inputLog))));
  }
  const value = (median(times.parsed.slice(1)) / BATTLES) * 1000;
  const baseline = (median(times.simulated.slice(1)) / BATTLES) * 1000;
  const ratio = value / baseline;
  return [
    {
      name: "parse.resim",
      value,
      unit: "µs/replay",
      baseline,
      ratio,
      goal: `≤ 1/${GOAL}`,
      met: ratio <= 1 / GOAL,
    },
  ];
}

function mustParse(log: string): void {
  const result = parseReplay(log);
  if (!result.ok) throw new Error(`Cannot measure: ${result.error.message}`);
}

/** Plays a battle from its commands. */
function simulate(inputLog: readonly string[]): void {
  let battle: Battle | null = null;
  for (const line of inputLog) {
    const [command = "", ...words] = line.slice(1).split(" ");
    const rest = words.join(" ");
    if (command === "start") battle = new Battle(JSON.parse(rest) as BattleOptions);
    else if (command === "player") battle?.setPlayer(words[0] as "p1" | "p2", JSON.parse(rest.slice(3)));
    else if (command === "p1" || command === "p2") battle?.choose(command, rest);
  }
  if (!battle?.ended) throw new Error("Cannot measure: the battle does not end");
}

function time(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

export const bench: Bench = { name: "parse.resim", run };
