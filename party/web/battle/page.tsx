import { useRef } from "preact/hooks";
import type { BattleId } from "../../../functions/_shared/schema/ids.ts";
import type { Api } from "../api.ts";
import type { Handoffs } from "../handoff.ts";
import type { Live } from "../live.ts";
import type { Search } from "../lobby/use-search.ts";
import { Link } from "../routes.tsx";
import type { Viewer } from "../session/session.ts";
import { Shown, useView } from "../view.tsx";
import { Replay } from "./replay.tsx";
import { RoomView } from "./room.tsx";
import { type BattleRow, loadBattle, partOf } from "./row.ts";

export interface BattlePageProps {
  api: Api;
  live: Live;
  viewer: Viewer | null | undefined;
  handoffs: Handoffs;
  search: Search;
  id: BattleId;
}

/** A battle: its room while it is played, its replay when it is over. */
export function BattlePage({ api, live, viewer, handoffs, search, id }: BattlePageProps) {
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
          <p class="muted loading">Loading the battle…</p>
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
  // Who saw the battle in its room stays there after the end, with the log from their own side.
  const played = useRef(false);
  if (row.status === "waiting" || row.status === "live") played.current = true;
  if (played.current) {
    return (
      <RoomView
        {...{ api, handoffs, search, row, viewer }}
        gone={() => {
          played.current = false;
          reload();
        }}
      />
    );
  }
  if (row.replay_path !== null) return <Replay api={api} row={row} path={row.replay_path} />;
  return (
    <section class="card">
      <h1>{row.status === "void" ? "Called off" : "No replay"}</h1>
      <p>
        {row.status === "void"
          ? "This battle was called off and counts for nobody."
          : "This battle is over and left no replay."}{" "}
        <Link to="/">Go to the live battles</Link>.
      </p>
    </section>
  );
}

function NoBattle({ id }: { id: BattleId }) {
  return (
    <section class="card">
      <h1>No such battle</h1>
      <p>
        Nobody has opened the battle <code>{id}</code>. Check the link, or{" "}
        <Link to="/">see who is battling now</Link>.
      </p>
    </section>
  );
}
