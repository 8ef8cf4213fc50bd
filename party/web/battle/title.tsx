import { formatName } from "../../../functions/_shared/battle/formats.ts";
import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { PageHeading } from "../ui/heading.tsx";
import type { BattleRow } from "./row.ts";
import type { BattleState } from "./state.ts";
import { clockInWords, seriesInWords } from "./words.ts";

interface TitleProps {
  row: BattleRow;
  state: BattleState;
  players: Record<Seat, string | null>;
  /** The viewer is awaited. */
  asked: boolean;
}

/** Who plays whom, at what, and for what. */
export function Title({ row, state, players, asked }: TitleProps) {
  const names = `${players.p1 ?? "Open seat"} vs ${players.p2 ?? "open seat"}`;
  return (
    <PageHeading title={asked ? `● Your turn: ${names}` : names} about={factsOf(row, state).join(" · ")}>
      <bdi>{players.p1 ?? "Open seat"}</bdi> vs <bdi>{players.p2 ?? "open seat"}</bdi>
    </PageHeading>
  );
}

function factsOf(row: BattleRow, { about, seat, started, spectators }: BattleState): string[] {
  const facts = [formatName(about?.format ?? row.format), kindOf(row)];
  if (about !== null) facts.push(clockInWords(about.clock));
  if (about?.series && about.series.bestOf > 1) facts.push(seriesInWords(about.series));
  if (about !== null && about.delay > 0) {
    facts.push(
      seat === null ? `you see it ${about.delay} s late` : `spectators see it ${about.delay} s late`,
    );
  }
  if (seat === null && started) facts.push("you are watching");
  // Who waits for a team or a seat is counted among them until the battle begins.
  if (started && spectators > 0) facts.push(spectators === 1 ? "1 spectator" : `${spectators} spectators`);
  return facts;
}

function kindOf({ rated, bot, match_id }: BattleRow): string {
  if (rated) return "rated";
  if (bot !== null) return "practice";
  return match_id === null ? "casual" : "league match";
}
