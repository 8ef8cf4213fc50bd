/** What a step of a replay begins with: what is shown together ends where the next of these comes. */
const BEGINNINGS: ReadonlySet<string> = new Set([
  "start",
  "teampreview",
  "turn",
  "move",
  "switch",
  "drag",
  "replace",
  "cant",
  "faint",
  "upkeep",
  "win",
  "tie",
]);

/** A battle log as it is played: where its steps end, and at which step each turn begins. */
export interface Timeline {
  log: readonly string[];
  /** Of each step, how many lines of the log have been told at its end; never empty, the last is all of them. */
  ends: readonly number[];
  /** The step that shows the beginning of turn n, by n; turn 0 is the first of all. */
  turns: readonly number[];
}

/** Lays a log out for playing. */
export function timelineOf(log: readonly string[]): Timeline {
  const ends: number[] = [];
  const turns: number[] = [0];
  for (const [index, line] of log.entries()) {
    const [, kind = "", detail = ""] = line.split("|", 3);
    if (!BEGINNINGS.has(kind) || index === 0) continue;
    // A turn's beginning is shown with what led to it, so that no step shows nothing new.
    if (kind === "turn") {
      ends.push(index + 1);
      const turn = Number(detail);
      if (Number.isSafeInteger(turn) && turn === turns.length) turns.push(ends.length - 1);
    } else if (ends.at(-1) !== index) {
      ends.push(index);
    }
  }
  if (ends.at(-1) !== log.length || ends.length === 0) ends.push(log.length);
  return { log, ends, turns };
}

/** The turn that a step is in. */
export function turnAt({ turns }: Timeline, step: number): number {
  let turn = 0;
  for (const [number, begins] of turns.entries()) if (begins <= step) turn = number;
  return turn;
}

export function lastStep({ ends }: Timeline): number {
  return ends.length - 1;
}

/** The step at which a turn begins; behind the last turn that is the end. */
export function stepOf(timeline: Timeline, turn: number): number {
  return timeline.turns[turn] ?? lastStep(timeline);
}

/** Where one turn on leads to: to the beginning of the next, and behind the last to the end. */
export function turnAfter(timeline: Timeline, step: number): number {
  return stepOf(timeline, turnAt(timeline, step) + 1);
}

/** Where one turn back leads to: to the beginning of this one first. */
export function turnBefore(timeline: Timeline, step: number): number {
  const turn = turnAt(timeline, step);
  const begins = stepOf(timeline, turn);
  return begins < step ? begins : stepOf(timeline, Math.max(0, turn - 1));
}

/** The lines that everybody saw: behind `|split|` stands what one side alone did, then the same for all others. */
export function publicLines(log: string): string[] {
  const lines: string[] = [];
  let secret = false;
  for (const line of log.split(/\r?\n/)) {
    if (secret) secret = false;
    else if (line.startsWith("|split|")) secret = true;
    else if (line !== "") lines.push(line);
  }
  return lines;
}
