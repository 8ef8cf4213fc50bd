import { useEffect, useRef } from "preact/hooks";
import { BattleId } from "../../../functions/_shared/schema/ids.ts";
import type { Api } from "../api.ts";
import type { Handoffs } from "../handoff.ts";
import type { Search } from "../lobby/use-search.ts";
import { Link, replaceAddress } from "../routes.tsx";
import type { Viewer } from "../session/session.ts";
import type { PageProps } from "../site.ts";
import { PageHeading } from "../ui/heading.tsx";
import { Skeleton } from "../ui/states.tsx";
import { Shown, useView } from "../ui/view.tsx";
import { Outside } from "./outside.tsx";
import { stageOf } from "./over.ts";
import { RoomView } from "./room.tsx";
import { type BattleRow, loadBattle, partOf } from "./row.ts";

/** A battle: its room while it is played here, the way to it while it is played elsewhere; then its replay. */
export function BattlePage(props: PageProps) {
  // Another battle has another room: nothing of the last one stays.
  return <Battle key={props.params.id} {...props} />;
}

function Battle({ api, live, viewer, handoffs, search, params }: PageProps) {
  const id = BattleId.parse(params.id);
  const view = useView(id, async () => ({ row: await loadBattle(api, id) }), {
    live,
    tags: ["battles"],
    part: (body) => partOf(body, id),
  });
  return (
    <Shown view={view} what="the battle">
      {({ row }) =>
        row === null ? (
          <NoBattle id={id} />
        ) : viewer === undefined ? (
          <Skeleton what="the battle" lines={6} tall={true} />
        ) : (
          <Stage {...{ api, handoffs, search, row, viewer }} reload={view.reload} />
        )
      }
    </Shown>
  );
}

interface StageProps {
  api: Api;
  handoffs: Handoffs;
  search: Search;
  row: BattleRow;
  viewer: Viewer | null;
  reload: () => void;
}

function Stage({ api, handoffs, search, row, viewer, reload }: StageProps) {
  const seen = useRef<"no" | "yes" | "gone">("no");
  const stage = stageOf(row, seen.current === "yes");
  if (stage === "room") {
    seen.current = "yes";
    return (
      <RoomView
        {...{ api, handoffs, search, row, viewer }}
        gone={() => {
          seen.current = "gone";
          reload();
        }}
      />
    );
  }
  if (stage === "outside") return <Outside row={row} />;
  // Who was in the room comes to the end of the replay, and not to its beginning.
  if (stage === "replay") return <ToReplay id={row.id} place={seen.current === "gone" ? "#turn=end" : ""} />;
  return (
    <section class="card">
      <PageHeading title={row.status === "void" ? "Called off" : "No replay"} />
      <p>
        {row.status === "void"
          ? "This battle was called off and counts for nobody."
          : "This battle is over and left no replay."}{" "}
        <Link to="/">Go to the live battles</Link>.
      </p>
    </section>
  );
}

/** The way back leads past here: the replay takes this page's place. */
function ToReplay({ id, place }: { id: BattleId; place: string }) {
  useEffect(() => replaceAddress(`/replay/${id}${location.hash || place}`), [id]);
  return <Skeleton what="the replay" lines={6} tall={true} />;
}

function NoBattle({ id }: { id: BattleId }) {
  return (
    <section class="card">
      <PageHeading title="No such battle" />
      <p>
        Nobody has opened the battle <code>{id}</code>. Check the link, or{" "}
        <Link to="/">see who is battling now</Link>.
      </p>
    </section>
  );
}
