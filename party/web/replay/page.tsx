import { BattleId } from "../../../functions/_shared/schema/ids.ts";
import { Link } from "../routes.tsx";
import type { PageProps } from "../site.ts";
import { PageHeading } from "../ui/heading.tsx";
import { Replay } from "./replay.tsx";

/** `/replay/:id#turn=12&side=p2`: a battle that is over. */
export function ReplayPage({ api, live, viewer, params }: PageProps) {
  const id = BattleId.parse(params.id);
  return <Replay key={id} api={api} live={live} viewer={viewer} id={id} missing={<NoReplay id={id} />} />;
}

function NoReplay({ id }: { id: BattleId }) {
  return (
    <section class="card">
      <PageHeading title="No such replay" />
      <p>
        There is no battle <code>{id}</code>. Check the link, or{" "}
        <Link to="/replays">look for the replay</Link>.
      </p>
    </section>
  );
}
