import type { BattleId } from "../../../functions/_shared/schema/ids.ts";
import type { Api } from "../api.ts";
import { SetCards } from "../teams/set-cards.tsx";
import { Shown, useView } from "../ui/view.tsx";
import { loadOwnTeam } from "./rows.ts";

/** The viewer's own sets of a battle that is over, exact as they brought them. */
export function OwnTeam({ api, id }: { api: Api; id: BattleId }) {
  // Few who watch a replay have played in it: what reads a team, and all names in one, comes for them alone.
  const view = useView(`team of ${id}`, async () => {
    const [team, { readTeam }] = await Promise.all([loadOwnTeam(api, id), import("../teams/sets.ts")]);
    return readTeam(team)?.sets ?? [];
  });
  return (
    <section class="card" aria-labelledby="own-team-title">
      <h2 id="own-team-title">Your team</h2>
      <p class="muted small">Your sets as you brought them. Only you see them.</p>
      <Shown view={view} what="your team" lines={6}>
        {(sets) => <SetCards sets={sets} />}
      </Shown>
    </section>
  );
}
