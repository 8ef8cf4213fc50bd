import { type OutsideBattle, readOutside } from "../_shared/battle/outside-log.ts";
import { parseReplay } from "../_shared/battle/parse.ts";
import { budgetFor } from "../_shared/battle/replay/budget.ts";
import type { ReplayError } from "../_shared/battle/replay-error.ts";
import type { CheckedReplay } from "../_shared/league/check-import.ts";
import type { Summary } from "../_shared/schema/battle.ts";
import { FormatId } from "../_shared/schema/ids.ts";
import type { ImportFacts } from "../_shared/schema/imports.ts";

/** Milliseconds that reading a replay may take: the edge runtime allows two seconds of work. */
const PATIENCE_MS = 1_500;

/** What is known of a replay beside its log. */
export interface ReplayOrigin {
  source: CheckedReplay["source"];
  /** `gen9ou-12345`; `null` where nobody vouches for it. */
  replayId: string | null;
  /** Its number in a series, where the log does not tell it. */
  game: number | null;
  /** Where the log does not tell when it was played. */
  uploadedAt: string | null;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
}

/** A replay as its match is held against it. */
export type Checked =
  | { ok: true; replay: CheckedReplay; outside: OutsideBattle }
  | { ok: false; error: ReplayError; outside: OutsideBattle };

/** Reads all of a battle log of a Showdown server that its match is held against. */
export async function readChecked(log: string, origin: ReplayOrigin): Promise<Checked> {
  const { source, replayId, game, uploadedAt, now } = origin;
  const outside = await readOutside(log);
  const budget = budgetFor(log.length, now, { milliseconds: PATIENCE_MS });
  const parsed = parseReplay(log, {}, budget);
  if (!parsed.ok) return { ...parsed, outside };
  const { summary } = parsed;
  const began = momentOf(outside.began) ?? uploadedAt;
  const facts: ImportFacts = {
    names: outside.names,
    sittings: outside.sittings,
    winner: summary.winner,
    end_type: summary.endType,
    turns: summary.turns,
    format: formatOf(replayId, summary),
    began_at: began,
    ended_at: momentOf(outside.ended) ?? began,
    game: outside.game ?? game,
    series: outside.series,
  };
  const shown = ({ pokemon }: Summary["players"]["p1"]) => pokemon.map(({ species }) => species);
  const species = { p1: shown(summary.players.p1), p2: shown(summary.players.p2) };
  return { ok: true, replay: { facts, species, source }, outside };
}

/** A room's id names its format; the log of an old battle has its tier in words. */
function formatOf(replayId: string | null, { format }: Summary): FormatId | null {
  return FormatId.safeParse(replayId?.split("-")[0]).data ?? format;
}

function momentOf(seconds: number | null): string | null {
  return seconds === null || seconds > 253_402_300_799 ? null : new Date(seconds * 1000).toISOString();
}
