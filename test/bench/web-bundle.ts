import { weighPage } from "../harness/page-bundle.ts";
import type { Bench, Figure } from "./figure.ts";

/** In KB of 1024 bytes. The first is counted as it is sent, the second as the browser has to read it. */
export const FIRST_GOAL = 100;
export const BATTLE_GOAL = 430;

/** How much code a visitor fetches: for the first page, and for a battle. */
async function run(): Promise<Figure[]> {
  const { first, battle } = await weighPage();
  return [
    figure("web.bundle.first", first.gzip, "KB gzipped", FIRST_GOAL),
    figure("web.bundle.battle", battle.raw, "KB minified", BATTLE_GOAL),
  ];
}

function figure(name: string, bytes: number, unit: string, goal: number): Figure {
  const value = bytes / 1024;
  return { name, value, unit, baseline: null, ratio: null, goal: `≤ ${goal}`, met: value <= goal };
}

export const bench: Bench = { name: "web.bundle", run };
