import { FormatId } from "../../functions/_shared/schema/ids.ts";
import type { Entry } from "../../party/lobby/entry.ts";
import { Ladder } from "../../party/lobby/ladder.ts";
import { pairUp } from "../../party/lobby/pairing.ts";
import { FakeStore, userOf } from "../harness/lobby-store.ts";
import type { Bench, Figure } from "./figure.ts";

const CROWD = 10_000;
const FEW = 1_000;
const ROUNDS = 41;
const WARM_UP = 5;
const GOAL_MS = 50;
/** Ten times as many may cost a little more than ten times as much; a pass that tried each with each would cost a hundred times. */
const GOAL_GROWTH = 25;
const NOW = Date.UTC(2026, 10, 22);

/** The same numbers every time (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Ratings gather around 1,200 with a long upper end; most came a moment ago, a few minutes ago; half have a last opponent here. */
function crowd(size: number, random: () => number): Entry[] {
  const bell = () => random() + random() + random() + random() - 2;
  return Array.from({ length: size }, (_, number) => {
    const waited = -Math.log(1 - random()) * 30_000;
    return {
      user: userOf(number),
      claim: `claim ${number}`,
      name: `Player ${number}`,
      rating: Math.round(1200 + 350 * bell() + (random() < 0.05 ? 600 * random() : 0)),
      joinedAt: NOW - Math.round(waited),
      lastOpponent: random() < 0.5 ? userOf(Math.floor(random() * size)) : null,
      teamId: null,
      team: null,
    };
  });
}

/** Nobody accepts anybody who is left after a pass; a second pass searches everything in vain. */
function scattered(size: number): Entry[] {
  return crowd(size, chance(3)).map((entry, number) => ({ ...entry, rating: number * 101, joinedAt: NOW }));
}

/** Turn and turn about, so that a busy moment of the machine hits all alike; the first rounds warm up. */
function medians(works: (() => unknown)[]): number[] {
  const times = works.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, work] of works.entries()) {
      const started = performance.now();
      work();
      if (round >= WARM_UP) times[index]?.push(performance.now() - started);
    }
  }
  return times.map(
    (values) => values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN,
  );
}

/**
 * A lobby with a crowd in it that nobody is paired in: each second it looks at all of them for pairs and tells a thousand
 * where they stand. Gives the longest time in which it kept a socket waiting.
 */
async function longestStretch(): Promise<number> {
  let now = NOW;
  let timers: { at: number; task: () => void }[] = [];
  const frames: string[] = [];
  const store = new FakeStore(() => now);
  const ladder = new Ladder({
    format: { id: FormatId.parse("gen9randombattle"), team: false },
    store,
    readTeam: () => ({ ok: false, problems: [] }),
    present: () => true,
    tell: (_, message) => frames.push(JSON.stringify(message)),
    random: () => 0,
    newId: () => crypto.randomUUID(),
    now: () => now,
    after: (delay, task) => {
      const timer = { at: now + delay, task };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    log: () => undefined,
  });
  for (const { user, rating } of scattered(CROWD)) {
    store.ratings.set(user, rating * 10);
    await ladder.join(user, null);
  }
  let longest = 0;
  for (let second = 0; second < 40; second++) {
    now += 1000;
    const due = timers.filter(({ at }) => at <= now);
    timers = timers.filter(({ at }) => at > now);
    for (const { task } of due) {
      const started = performance.now();
      task();
      if (second >= WARM_UP) longest = Math.max(longest, performance.now() - started);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  if (ladder.waiting !== CROWD || frames.length < CROWD)
    throw new Error("Cannot measure: the crowd has gone");
  return longest;
}

/** One pass over ten thousand who wait, against sorting them by rating; how it grows; and how long sockets wait for it. */
async function run(): Promise<Figure[]> {
  const many = crowd(CROWD, chance(1));
  const few = crowd(FEW, chance(2));
  const nobody = scattered(CROWD);
  const pairs = pairUp(many, NOW).length;
  if (pairs < CROWD * 0.45) throw new Error(`Cannot measure: only ${pairs} pairs were found`);
  const [pass = 0, small = 0, vain = 0, sort = 0] = medians([
    () => pairUp(many, NOW),
    () => pairUp(few, NOW),
    () => pairUp(nobody, NOW),
    () => many.toSorted((one, other) => one.rating - other.rating),
  ]);
  const stretch = await longestStretch();
  const under = (name: string, value: number, baseline: number | null): Figure => ({
    name,
    value,
    unit: "ms",
    baseline,
    ratio: baseline === null ? null : value / baseline,
    goal: `< ${GOAL_MS} ms`,
    met: value < GOAL_MS,
  });
  return [
    under("lobby.pairing", pass, sort),
    under("lobby.pairing in vain", vain, sort),
    {
      name: `lobby.pairing growth from ${FEW}`,
      value: pass,
      unit: "ms",
      baseline: small,
      ratio: pass / small,
      goal: `≤ ${GOAL_GROWTH}`,
      met: pass / small <= GOAL_GROWTH,
    },
    under("lobby.pairing longest stretch", stretch, null),
  ];
}

export const bench: Bench = { name: "lobby.pairing", run };
