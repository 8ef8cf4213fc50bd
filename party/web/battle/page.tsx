import { useRef } from "preact/hooks";
import type { BattleId } from "../../../functions/_shared/schema/ids.ts";
import type { Api } from "../api.ts";
import type { Live } from "../live.ts";
import { Link } from "../routes.tsx";
import type { Viewer } from "../session/session.ts";
import { Shown, useView } from "../view.tsx";
import { Replay } from "./replay.tsx";
import { RoomView } from "./room.tsx";
import { type BattleRow, loadBattle } from "./row.ts";

export interface BattlePageProps {
  api: Api;
  live: Live;
  viewer: Viewer | null | undefined;
  id: BattleId;
}

/** A battle: its room while it is played, its replay when it is over. */
export function BattlePage({ api, live, viewer, id }: BattlePageProps) {
  const view = useView(
    id,
    async () => ({ row: await loadBattle(api.supabase, id) }),
    live,
    (tag) => tag === "battles",
  );
  return (
    <Shown view={view} what="the battle">
      {({ row }) =>
        row === null ? (
          <NoBattle id={id} />
        ) : viewer === undefined ? (
          <p class="muted loading">Loading the battle…</p>
        ) : (
          <Stage api={api} row={row} viewer={viewer} reload={view.reload} />
        )
      }
    </Shown>
  );
}

interface StageProps {
  api: Api;
  row: BattleRow;
  viewer: Viewer | null;
  reload: () => void;
}

function Stage({ api, row, viewer, reload }: StageProps) {
  // Who saw the battle in its room stays there after the end, with the log from their own side.
  const played = useRef(false);
  if (row.status === "waiting" || row.status === "live") played.current = true;
  if (played.current) {
    return (
      <RoomView
        api={api}
        row={row}
        viewer={viewer}
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
      <h1>No replay</h1>
      <p>
        This battle is over and left no replay. <Link to="/">Go to the live battles</Link>.
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
