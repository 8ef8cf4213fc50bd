import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { BattlesView } from "../../../functions/_shared/schema/league.ts";
import type { Api } from "../api.ts";
import { clockInWords } from "../battle/words.ts";
import type { Handoffs } from "../handoff.ts";
import type { Live } from "../live.ts";
import { useOpening } from "../play/use-opening.ts";
import { Link } from "../routes.tsx";
import type { Viewer } from "../session/session.ts";
import { Shown, useLive } from "../ui/view.tsx";
import { isOpen, type OpenBattle } from "./rows.ts";

interface BattlesProps {
  api: Api;
  live: Live;
  handoffs: Handoffs;
  viewer: Viewer | null;
}

/** The battles that wait or are played, with the one thing the viewer can do about each. */
export function Battles({ api, live, handoffs, viewer }: BattlesProps) {
  const view = useLive(live, "battles", BattlesView);
  return (
    <section class="card" aria-labelledby="battles-title">
      <h2 id="battles-title">Live battles</h2>
      <Shown view={view} what="the battles">
        {({ open: battles }) =>
          battles.length === 0 ? (
            <p class="muted">
              Nobody is battling right now.{" "}
              {viewer ? "Start one and share its link." : "Come in and start one."}
            </p>
          ) : (
            <ul class="list">
              {battles.map((battle) => (
                <Battle key={battle.id} api={api} handoffs={handoffs} battle={battle} viewer={viewer} />
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}

interface BattleProps extends Omit<BattlesProps, "live"> {
  battle: OpenBattle;
}

function Battle({ api, handoffs, battle, viewer }: BattleProps) {
  const { busy, error, open: enter } = useOpening(api, handoffs);
  const seated = viewer !== null && [battle.p1_user, battle.p2_user].includes(viewer.userId);
  const open = isOpen(battle);

  return (
    <li>
      <div class="grow">
        <div class="names">
          <bdi>{battle.p1_name ?? "Open seat"}</bdi> <span class="muted">vs</span>{" "}
          <bdi>{battle.p2_name ?? "open seat"}</bdi>
        </div>
        <div class="muted small">
          {formatName(battle.format)}
          {battle.rated && " · rated"}
          {battle.origin === "showdown" && " · on Showdown"}
          {open && ` · ${clockInWords(battle.clock)}`}
          <span class={`tag ${battle.status}`}>{battle.status === "live" ? "live" : "waiting"}</span>
        </div>
        {error !== null && (
          <p class="notice error" role="alert">
            Cannot join: {error}
          </p>
        )}
      </div>
      {open && viewer && !seated ? (
        <button
          type="button"
          class="primary"
          disabled={busy}
          onClick={() => enter({ battle_id: battle.id }, null)}
        >
          {busy ? "Joining…" : "Join"}
        </button>
      ) : (
        <Link class="button" to={`/battle/${battle.id}`}>
          {seated && battle.origin === "room" ? "Return" : "Watch"}
        </Link>
      )}
    </li>
  );
}
