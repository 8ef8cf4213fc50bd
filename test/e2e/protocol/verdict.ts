import type { BattleClient } from "./client.ts";
import type { Ending } from "./messages.ts";
import type { Plan } from "./plans.ts";

/** What is wrong about how a battle ended, by its plan. A planned end may come too late for a short battle. */
export function judge(plan: Plan, ending: Ending | null): string[] {
  if (ending === null) return ["no end"];
  const { winner, reason } = ending;
  const other = plan.seat === "p1" ? "p2" : "p1";
  const decided = winner !== null && reason === "win";
  const tied = winner === null && reason === "tie";
  const lost = (why: Ending["reason"]) => reason === why && winner === other;
  const right =
    decided ||
    tied ||
    (plan.end === "forfeit" && lost("forfeit")) ||
    (plan.end === "one leaves" && lost("disconnect")) ||
    (plan.end === "both leave" && reason === "void" && winner === null);
  return right ? [] : [`ended with winner ${winner} by ${reason}`];
}

/** Whether two clients of one seat have the same lines and the same end. */
export function compare(one: BattleClient, other: BattleClient): string[] {
  const [mine, theirs] = [one.view.log.lines, other.view.log.lines];
  const faults: string[] = [];
  const differs = mine.findIndex((line, index) => line !== theirs[index]);
  if (mine.length !== theirs.length || differs !== -1) {
    faults.push(`${one.seat} has ${mine.length} and ${theirs.length} lines; line ${differs + 1} differs`);
  }
  return [...faults, ...compareEnds(one, other)];
}

export function compareEnds({ view: one }: BattleClient, { view: other }: BattleClient): string[] {
  const ends = [one.ending, other.ending].map((end) => `${end?.winner} by ${end?.reason}`);
  return ends[0] === ends[1] ? [] : [`ended as ${ends.join(" and as ")}`];
}

/** The log must hold one end, as its last but chat, and only lines of one line. */
export function checkLog({ seat, view }: BattleClient): string[] {
  const { lines } = view.log;
  const ends = lines.filter((line) => /^\|(win\||tie$)/.test(line));
  const torn = lines.filter((line) => /[\r\n\u2028\u2029\0]/.test(line));
  return [
    ...(ends.length === 1 ? [] : [`the log of ${seat} holds the ends ${JSON.stringify(ends)}`]),
    ...torn.map((line) => `a line of ${seat} is torn: ${JSON.stringify(line)}`),
  ];
}
