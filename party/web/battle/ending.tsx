import { useEffect, useRef, useState } from "preact/hooks";
import { MatchId, type Seat } from "../../../functions/_shared/schema/ids.ts";
import type { Series } from "../../../functions/_shared/schema/rules.ts";
import { type Api, messageOf } from "../api.ts";
import type { Handoffs } from "../handoff.ts";
import { Link, navigate } from "../routes.tsx";
import { type BattleRow, loadBattle } from "./row.ts";
import type { BattleState, Ending as End } from "./state.ts";
import { endInWords, isDecided, scoreAfter } from "./words.ts";

interface EndingProps {
  api: Api;
  handoffs: Handoffs;
  row: BattleRow;
  state: BattleState;
  end: End;
  players: Record<Seat, string | null>;
}

/** How the battle ended, and the way on. */
export function Ending({ api, handoffs, row, state, end, players }: EndingProps) {
  const series = state.about?.series ?? null;
  const goesOn =
    series !== null && row.match_id !== null && end.reason !== "void" && !isDecided(series, end.winner);
  return (
    <div class="stack">
      <div role="status" class="stack">
        <p class="banner">{endInWords(end, state.seat, players)}</p>
        {series !== null && series.bestOf > 1 && end.reason !== "void" && (
          <p>{standing(series, end.winner, players)}</p>
        )}
      </div>
      <div class="row">
        {goesOn && state.seat !== null && <NextGame api={api} handoffs={handoffs} row={row} />}
        <Link class="button" to="/">
          Back to the battles
        </Link>
      </div>
    </div>
  );
}

function standing(series: Series, winner: Seat | null, players: EndingProps["players"]) {
  const { p1, p2 } = scoreAfter(series, winner);
  return (
    <>
      Best of {series.bestOf}: <bdi>{players.p1}</bdi> {p1}–{p2} <bdi>{players.p2}</bdi>
    </>
  );
}

/** The next game can be opened once this one is counted, which takes a moment. */
const TRIES = 20;
const BETWEEN = 1000;

function NextGame({ api, handoffs, row }: Pick<EndingProps, "api" | "handoffs" | "row">) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const left = useRef(false);
  useEffect(
    () => () => {
      left.current = true;
    },
    [],
  );

  const open = async () => {
    setBusy(true);
    setError(null);
    try {
      const next = await nextGame(api, row, () => left.current);
      if (next === null) return;
      handoffs.put(next.battle_id, { ticket: next.ticket });
      navigate(`/battle/${next.battle_id}`);
    } catch (failure) {
      setError(messageOf(failure));
      setBusy(false);
    }
  };

  return (
    <>
      <button type="button" class="primary" disabled={busy} onClick={open}>
        {busy ? "Opening the next game…" : "Next game"}
      </button>
      {error !== null && (
        <p class="notice error" role="alert">
          Cannot open the next game: {error}
        </p>
      )}
    </>
  );
}

async function nextGame(api: Api, row: BattleRow, isLeft: () => boolean) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    if ((await loadBattle(api, row.id))?.status === "completed") {
      return await api.createRoom({ match_id: MatchId.parse(row.match_id) });
    }
    await new Promise((done) => setTimeout(done, BETWEEN));
    if (isLeft()) return null;
  }
  throw new Error("this game is not counted yet; try again in a moment");
}
