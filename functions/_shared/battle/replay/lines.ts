import { Protocol } from "@pkmn/protocol";
import { readAutomatic } from "../automatic.ts";
import type { Tally } from "../tally.ts";
import { readSeat } from "./field.ts";
import { act, crit, heal, hurt, miss, readCondition } from "./hits.ts";
import type { Scene } from "./scene.ts";
import { activate, afflict, announce, begin, end, lay, lift, turnWeather } from "./traces.ts";

/** A line's words; the first is its kind. */
type Words = readonly (string | undefined)[];
/** What stands behind them in brackets: `[from] item: Leftovers`, `[of] p1a: Nick`, `[silent]`. */
type Notes = Readonly<Partial<Record<string, string | true>>>;

/** Lines that a result hangs on: what cannot be is an error. */
const RESULT: Readonly<Record<string, (tally: Tally, words: Words, notes: Notes) => void>> = {
  player: (tally, words) => tally.player(words[1], words[2]),
  teamsize: (tally, words) => tally.teamSize(words[1], words[2]),
  gametype: (tally, words) => tally.kind(words[1]),
  gen: (tally, words) => tally.generation(Number(words[1])),
  tier: (tally, words) => {
    tally.tier = words[1] ?? null;
  },
  clearpoke: (tally) => tally.clearPreview(),
  poke: (tally, words) => tally.preview(words[1], words[2]),
  switch: (tally, words, { from }) => tally.enter(words[1], words[2], words[3], from === "Baton Pass"),
  drag: (tally, words) => tally.enter(words[1], words[2], words[3], false),
  replace: (tally, words) => tally.reveal(words[1], words[2]),
  swap: (tally, words) => tally.swap(words[1], words[2]),
  faint: (tally, words) => tally.faint(words[1]),
  "-heal": (tally, words, { from }) => {
    if (typeof from === "string" && Protocol.parseEffect(from).name === "Revival Blessing") {
      tally.revive(words[1]);
      return;
    }
    const healed = tally.scene.find(words[1]);
    const condition = readCondition(words[2]);
    if (healed && condition) heal(healed, condition.hp);
  },
  "-message": (tally, words) => tally.message(words.slice(1).join("|")),
  turn: (tally, words) => tally.nextTurn(words[1]),
  win: (tally, words) => tally.finish(words[1] ?? null),
  tie: (tally) => tally.finish(null),
};

/** Lines that tell facts of the Pokémon: what cannot be read of them is passed over, and no result is lost for it. */
const FACTS: Readonly<Record<string, (scene: Scene, words: Words, notes: Notes) => void>> = {
  upkeep: (scene) => scene.settle(),
  cant: (scene) => scene.quiet(),
  inactive: (scene, words) => {
    const seat = readAutomatic(`|inactive|${words[1]}`);
    if (seat && scene.fresh) scene.automatic.add(seat);
  },
  move: (scene, words, { from }) => {
    scene.fresh = false;
    const by = scene.find(words[1]);
    if (by && words[2]) act(scene, by, words[2], scene.find(words[3]), text(from));
  },
  "-damage": (scene, words, { from, of, partiallytrapped }) => {
    const victim = scene.find(words[1]);
    const condition = readCondition(words[2]);
    if (!victim || !condition) return;
    const tracks = { from: text(from), of: scene.find(text(of)), bound: partiallytrapped !== undefined };
    hurt(scene, victim, condition.hp, tracks);
  },
  "-sethp": (scene, words) => {
    const victim = scene.find(words[1]);
    const condition = readCondition(words[2]);
    if (victim && condition) hurt(scene, victim, condition.hp, { from: undefined, of: null, bound: false });
  },
  "-crit": (scene, words) => {
    const victim = scene.find(words[1]);
    if (victim) crit(scene, victim);
  },
  "-miss": (scene, words) => {
    const user = scene.find(words[1]);
    if (user) miss(scene, user, scene.find(words[2]));
  },
  "-status": (scene, words, { from, of, silent }) => {
    const victim = scene.find(words[1]);
    if (!victim || !words[2]) return;
    afflict(scene, victim, words[2], {
      from: text(from),
      of: scene.find(text(of)),
      silent: silent !== undefined,
    });
  },
  "-start": takeHold,
  "-singleturn": takeHold,
  "-end": (scene, words) => {
    const victim = scene.find(words[1]);
    if (victim && words[2]) end(scene, victim, words[2]);
  },
  "-activate": (scene, words, { of }) => {
    if (words[2]) activate(scene, scene.find(words[1]), words[2], scene.find(text(of)));
  },
  "-ability": (scene, words) => {
    const by = scene.find(words[1]);
    if (by && words[2]) announce(scene, by, words[2]);
  },
  "-sidestart": (scene, words, { of }) => {
    const seat = readSeat(words[1]?.slice(0, 2));
    if (seat && words[2]) lay(scene, seat, words[2], scene.find(text(of)));
  },
  "-sideend": (scene, words) => {
    const seat = readSeat(words[1]?.slice(0, 2));
    if (seat && words[2]) lift(scene, seat, words[2]);
  },
  "-weather": (scene, words, { of, upkeep }) => {
    if (words[1] && upkeep === undefined) turnWeather(scene, words[1], scene.find(text(of)));
  },
};

function takeHold(scene: Scene, words: Words, { of }: Notes): void {
  const victim = scene.find(words[1]);
  if (victim && words[2]) begin(scene, victim, words[2], scene.find(text(of)));
}

const READERS: ReadonlyMap<string, (tally: Tally, words: Words, notes: Notes) => void> = new Map([
  ...Object.entries(RESULT),
  ...Object.entries(FACTS).map(
    ([kind, read]) =>
      [kind, (tally: Tally, words: Words, notes: Notes) => read(tally.scene, words, notes)] as const,
  ),
]);

/** Counts a line, if it is of a kind that counts; all others are passed over unread. */
export function countLine(kind: string, line: string, tally: Tally): void {
  const read = READERS.get(kind);
  if (read === undefined) return;
  const { args, kwArgs } = Protocol.parseBattleLine(line);
  const words: Words = args as Protocol.BattleArgType as Words;
  const notes = kwArgs as Notes;
  if (args[0] === kind) read(tally, words, notes);
  // What old logs say otherwise is by now a line of the kind that it would be today.
  else READERS.get(args[0])?.(tally, words, notes);
}

function text(note: string | true | undefined): string | undefined {
  return typeof note === "string" ? note : undefined;
}
