import type { Match } from "./data.ts";

/** What an admin may decide about a match, and what follows from it, in words. */

export const DECISIONS = ["correct", "forfeit", "dispute", "cancel", "reopen", "move"] as const;
export type Decision = (typeof DECISIONS)[number];

export const DECISION_LABELS: Record<Decision, string> = {
  correct: "Correct the result",
  forfeit: "Forfeit",
  dispute: "Dispute",
  cancel: "Cancel",
  reopen: "Reopen",
  move: "Move",
};

/** What may be decided about a match as it stands. */
export function decisionsFor({ status, room_id }: Match): Decision[] {
  return DECISIONS.filter((decision) => {
    if (decision === "move") return status === "scheduled" || status === "in_progress";
    if (decision === "reopen") return status !== "scheduled" || room_id !== null;
    if (decision === "dispute") return status !== "disputed";
    return decision !== "cancel" || status !== "cancelled";
  });
}

export interface Choice {
  decision: Decision;
  /** Of a correction: who won, `tie`, or `both` who lost. */
  winner: "home" | "away" | "tie" | "both";
  endType: string;
  /** Of a forfeit. */
  by: "home" | "away" | "both";
  /** Of a reopening: all of it, not its last game alone. */
  anew: boolean;
}

export const END_TYPES = ["win", "forfeit", "timeout", "disconnect"] as const;

/** How a correction's result is sent: nobody won, and it is no tie: both lose. */
export function resultOf({ winner, endType }: Pick<Choice, "winner" | "endType">): {
  winner: "home" | "away" | null;
  end_type: string;
} {
  if (winner === "tie") return { winner: null, end_type: "tie" };
  // Both lose only by how it ended, not by a win.
  if (winner === "both") return { winner: null, end_type: endType === "win" ? "forfeit" : endType };
  return { winner, end_type: endType };
}

interface Names {
  home: string;
  away: string;
}

/** What follows from a decision: one sentence each. */
export function consequencesOf(match: Match, choice: Choice, names: Names): string[] {
  const counted = match.status === "completed";
  const follows: string[] = [];
  switch (choice.decision) {
    case "correct":
      follows.push(
        `${outcome(choice.winner, names)}${counted ? ", whatever it was before" : ""}.`,
        ...COUNTED,
      );
      break;
    case "forfeit":
      follows.push(
        choice.by === "both"
          ? `${names.home} and ${names.away} both lose by forfeit.`
          : forfeited(choice.by, names),
        ...COUNTED,
      );
      break;
    case "dispute":
      follows.push(
        "The match is shown as disputed, with your reason, until somebody decides.",
        ...withdrawn(counted),
      );
      break;
    case "cancel":
      follows.push(
        "The match is called off: whatever is played of it counts for nobody.",
        ...withdrawn(counted),
      );
      break;
    case "reopen":
      follows.push(
        choice.anew || match.room_id === null
          ? "All of it is played again; its games count for nobody."
          : "Its last game is played again; those before it count.",
        ...withdrawn(counted),
      );
      break;
    case "move":
      return ["The new time is shown to both coaches, and reminders follow it."];
  }
  if (match.status === "in_progress" && choice.decision !== "reopen") {
    follows.push("The game that is being played goes on, and no longer decides the match.");
  }
  return follows;
}

const COUNTED = [
  "The table, statistics and records follow within seconds.",
  "What was announced on Discord is edited, or it is announced now.",
];

function withdrawn(counted: boolean): string[] {
  return counted
    ? [
        "Its result is taken out of the table, statistics and records.",
        "What was announced on Discord is edited.",
      ]
    : [];
}

function outcome(winner: Choice["winner"], { home, away }: Names): string {
  switch (winner) {
    case "home":
      return `${home} has won`;
    case "away":
      return `${away} has won`;
    case "tie":
      return "It is a tie";
    case "both":
      return `${home} and ${away} have both lost`;
  }
}

function forfeited(by: "home" | "away", { home, away }: Names): string {
  return by === "home"
    ? `${home} loses by forfeit, ${away} wins.`
    : `${away} loses by forfeit, ${home} wins.`;
}
