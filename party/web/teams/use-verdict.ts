import { useEffect, useRef, useState } from "preact/hooks";
import { TeamVerdict } from "../../../functions/_shared/schema/teams.ts";
import { type Api, messageOf } from "../api.ts";

/** Milliseconds without a change before a team is sent to be judged. */
const CALM = 600;

/** What the league's own validator makes of a team. */
export type Judging =
  | { kind: "idle" }
  | { kind: "checking"; last: TeamVerdict | null }
  | { kind: "judged"; verdict: TeamVerdict }
  | { kind: "failed"; why: string };

/** Has a team judged as it is written: a while after the last change. `null` text: there is nothing to judge. */
export function useVerdict(api: Api, format: string, text: string | null): [Judging, again: () => void] {
  const [judging, setJudging] = useState<Judging>({ kind: "idle" });
  const [round, setRound] = useState(0);
  const asked = useRef(0);

  useEffect(() => {
    asked.current += 1;
    const mine = asked.current;
    if (text === null) return setJudging({ kind: "idle" });
    setJudging((was) => ({ kind: "checking", last: was.kind === "judged" ? was.verdict : null }));
    const settle = (judged: Judging) => {
      if (mine === asked.current) setJudging(judged);
    };
    const timer = setTimeout(() => {
      api.ask("api/v1/teams/validate", TeamVerdict, { team: text, format }).then(
        (verdict) => settle({ kind: "judged", verdict }),
        (error: unknown) => settle({ kind: "failed", why: messageOf(error) }),
      );
    }, CALM);
    return () => {
      asked.current += 1;
      clearTimeout(timer);
    };
  }, [api, format, text, round]);

  return [judging, () => setRound(round + 1)];
}
