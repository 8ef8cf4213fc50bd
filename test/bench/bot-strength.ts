import type { BotStrength } from "../../functions/_shared/schema/rules.ts";
import { playBots } from "../harness/bots.ts";
import type { Bench, Figure } from "./figure.ts";

/** Battles of each pair; more with `PLATEAU_BENCH_BATTLES`. */
const BATTLES = Number(process.env.PLATEAU_BENCH_BATTLES ?? 24);
const GOAL = 0.6;
const PAIRS: readonly (readonly [BotStrength, BotStrength])[] = [
  ["normal", "easy"],
  ["hard", "normal"],
];
/** What a decision may cost at the median, in milliseconds. */
const BUDGET = 150;

/** How often a practice bot beats the next weaker one in random battles, and what the strongest's decisions cost. */
export const bench: Bench = { name: "bot.strength", run };

async function run(): Promise<Figure[]> {
  const thought: number[] = [];
  const figures = PAIRS.map(([better, worse]): Figure => {
    let won = 0;
    for (let number = 1; number <= BATTLES; number += 1) {
      const seat = number % 2 === 0 ? "p1" : "p2";
      const strengths = { p1: worse, p2: worse, [seat]: better };
      const outcome = playBots({ format: "gen9randombattle", number: 100 + number, strengths });
      if (outcome.winner === seat) won += 1;
      if (better === "hard") thought.push(...outcome.thought[seat]);
    }
    const value = won / BATTLES;
    const name = `${bench.name}.${better}-${worse}`;
    return { name, value, unit: "won", baseline: null, ratio: null, goal: `≥ ${GOAL}`, met: value >= GOAL };
  });
  const value = thought.toSorted((a, b) => a - b)[Math.floor(thought.length / 2)] ?? Number.NaN;
  const cost = { name: `${bench.name}.decision`, value, unit: "ms", baseline: null, ratio: null };
  return [...figures, { ...cost, goal: `≤ ${BUDGET}`, met: value <= BUDGET }];
}
