import { formatName } from "../../../functions/_shared/battle/formats.ts";
import type { TeamVerdict } from "../../../functions/_shared/schema/teams.ts";
import { Failure } from "../ui/states.tsx";
import { SetCards } from "./set-cards.tsx";
import type { ReadTeam } from "./sets.ts";
import type { Judging } from "./use-verdict.ts";

interface JudgementProps {
  /** `null`: what is written is no team. */
  team: ReadTeam | null;
  format: string;
  judging: Judging;
  again: () => void;
}

/** A team as it is read, with what is wrong beside each set. */
export function Judgement({ team, format, judging, again }: JudgementProps) {
  if (team === null) {
    return <p class="muted">The sets appear here once there is a team to read.</p>;
  }
  const verdict =
    judging.kind === "judged" ? judging.verdict : judging.kind === "checking" ? judging.last : null;
  const { ofSets, ofTeam } = parted(verdict, team.sets.length);
  return (
    <div class="stack">
      <p role="status" class={lookOf(judging)}>
        {inWords(judging, format)}
      </p>
      {judging.kind === "failed" && <Failure what="Cannot check the team" why={judging.why} retry={again} />}
      {ofTeam.length > 0 && (
        <ul class="set-problems small" aria-label="Of the team as a whole">
          {ofTeam.map((problem, index) => (
            <li key={index}>
              <bdi>{problem}</bdi>
            </li>
          ))}
        </ul>
      )}
      <SetCards sets={team.sets} problems={ofSets} />
    </div>
  );
}

/** The problems by the set that they are about, and those of the team as a whole. */
function parted(verdict: TeamVerdict | null, sets: number) {
  const ofSets = new Map<number, string[]>();
  const ofTeam: string[] = [];
  for (const { set, message } of verdict?.problems ?? []) {
    if (set === null || set >= sets) ofTeam.push(message);
    else ofSets.set(set, [...(ofSets.get(set) ?? []), message]);
  }
  return { ofSets, ofTeam };
}

function inWords(judging: Judging, format: string): string {
  switch (judging.kind) {
    case "checking":
      return "Checking the team…";
    case "judged": {
      const count = judging.verdict.problems.length;
      if (judging.verdict.legal) return `Legal in ${formatName(format)}.`;
      return `Not legal in ${formatName(format)}: ${count === 1 ? "1 problem" : `${count} problems`}.`;
    }
    default:
      return "";
  }
}

function lookOf(judging: Judging): string {
  if (judging.kind !== "judged") return "muted";
  return judging.verdict.legal ? "good" : "poor";
}
