import * as z from "zod";
import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { BattleId, UserId } from "../../../functions/_shared/schema/ids.ts";
import type { Api } from "../api.ts";
import type { Live } from "../live.ts";
import { Link } from "../routes.tsx";
import type { Viewer } from "../session/session.ts";
import { Skeleton } from "../ui/states.tsx";
import { useView } from "../ui/view.tsx";

const OwnBattle = z.object({
  id: BattleId,
  format: z.string(),
  status: z.enum(["waiting", "live"]),
  origin: z.enum(["room", "showdown"]),
  p1_user: z.string().nullable(),
  p1_name: z.string().nullable(),
  p2_name: z.string().nullable(),
});
type OwnBattle = z.infer<typeof OwnBattle>;

/** The battles in which the viewer has a seat and which are not over, those that were opened last first. */
async function loadOwnBattles(api: Api, viewer: Viewer): Promise<OwnBattle[]> {
  const user = UserId.parse(viewer.userId);
  const { data, error } = await api.data
    .from("battles")
    .select(Object.keys(OwnBattle.shape).join(","))
    .in("status", ["waiting", "live"])
    .or(`p1_user.eq.${user},p2_user.eq.${user}`)
    .order("created_at", { ascending: false })
    .limit(5);
  if (error) throw error;
  return z.array(OwnBattle).parse(data);
}

interface OwnBattlesProps {
  api: Api;
  live: Live;
  viewer: Viewer;
}

/** The way back into battles that the viewer left; nothing for who plays none. */
export function OwnBattles({ api, live, viewer }: OwnBattlesProps) {
  const view = useView(`battles of ${viewer.userId}`, () => loadOwnBattles(api, viewer), {
    live,
    tags: ["battles"],
    part: (body) => body,
  });
  if (view.data === null && view.error === null) return <Skeleton what="your battles" lines={0} />;
  // What cannot be had is in the list of live battles as well, with the reason.
  if (view.data === null || view.data.length === 0) return null;
  return (
    <section class="card rejoin" aria-labelledby="own-battles-title">
      <h2 id="own-battles-title">Your battles</h2>
      <ul class="list">
        {view.data.map((battle) => (
          <li key={battle.id}>
            <div class="grow">
              <div class="names">{opponentOf(battle, viewer)}</div>
              <div class="muted small">
                {formatName(battle.format)}
                {battle.origin === "showdown" && " · on Showdown"}
                <span class={`tag ${battle.status}`}>{battle.status === "live" ? "running" : "waiting"}</span>
              </div>
            </div>
            <Link class="button primary" to={`/battle/${battle.id}`}>
              {battle.origin === "showdown" ? "See" : battle.status === "live" ? "Rejoin" : "Return"}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function opponentOf({ p1_user, p1_name, p2_name }: OwnBattle, viewer: Viewer) {
  const name = p1_user === viewer.userId ? p2_name : p1_name;
  if (name === null) return "An open seat waits for an opponent";
  return (
    <>
      Against <bdi>{name}</bdi>
    </>
  );
}
