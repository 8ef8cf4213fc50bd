import { useState } from "preact/hooks";
import { type Api, messageOf } from "../api.ts";
import { formatName } from "../formats.ts";
import type { Live } from "../live.ts";
import { Link, navigate } from "../routes.tsx";
import type { Viewer } from "../session/session.ts";
import { Shown, useView } from "../view.tsx";
import { loadOpenBattles, type OpenBattle } from "./rows.ts";

interface BattlesProps {
  api: Api;
  live: Live;
  viewer: Viewer | null;
}

/** The battles that wait or are played, with the one thing the viewer can do about each. */
export function Battles({ api, live, viewer }: BattlesProps) {
  const view = useView(
    "battles",
    () => loadOpenBattles(api.supabase),
    live,
    (tag) => tag === "battles",
  );
  return (
    <section class="card" aria-labelledby="battles-title">
      <h2 id="battles-title">Live battles</h2>
      <Shown view={view} what="the battles">
        {(battles) =>
          battles.length === 0 ? (
            <p class="muted">
              Nobody is battling right now.{" "}
              {viewer ? "Start one and share its link." : "Come in and start one."}
            </p>
          ) : (
            <ul class="list">
              {battles.map((battle) => (
                <Battle key={battle.id} api={api} battle={battle} viewer={viewer} />
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

function Battle({ api, battle, viewer }: { api: Api; battle: OpenBattle; viewer: Viewer | null }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const seated = viewer !== null && [battle.p1_user, battle.p2_user].includes(viewer.userId);
  const open = battle.status === "waiting" && battle.match_id === null && battle.p2_user === null;

  const join = async () => {
    setBusy(true);
    setError(null);
    try {
      await api.createRoom({ battle_id: battle.id });
      navigate(`/battle/${battle.id}`);
    } catch (failure) {
      setError(messageOf(failure));
      setBusy(false);
    }
  };

  return (
    <li>
      <div class="grow">
        <div class="names">
          <bdi>{battle.p1_name ?? "Open seat"}</bdi> <span class="muted">vs</span>{" "}
          <bdi>{battle.p2_name ?? "open seat"}</bdi>
        </div>
        <div class="muted small">
          {formatName(battle.format)}
          <span class={`tag ${battle.status}`}>{battle.status === "live" ? "live" : "waiting"}</span>
        </div>
        {error !== null && (
          <p class="notice error" role="alert">
            Cannot join: {error}
          </p>
        )}
      </div>
      {open && viewer && !seated ? (
        <button type="button" class="primary" disabled={busy} onClick={join}>
          {busy ? "Joining…" : "Join"}
        </button>
      ) : (
        <Link class="button" to={`/battle/${battle.id}`}>
          {seated ? "Return" : "Watch"}
        </Link>
      )}
    </li>
  );
}
