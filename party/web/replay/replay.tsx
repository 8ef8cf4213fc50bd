import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { formatName } from "../../../functions/_shared/battle/formats.ts";
import type { BattleId, Seat } from "../../../functions/_shared/schema/ids.ts";
import type { Api } from "../api.ts";
import { endInWords } from "../battle/words.ts";
import { useSpoilerFree } from "../league/spoilers.tsx";
import type { Live } from "../live.ts";
import { Link } from "../routes.tsx";
import type { Viewer } from "../session/session.ts";
import { PageHeading } from "../ui/heading.tsx";
import { Moment } from "../ui/time.tsx";
import { Shown, useView } from "../ui/view.tsx";
import { Downloads } from "./downloads.tsx";
import { ReplayMatch } from "./match.tsx";
import { OwnTeam } from "./own-team.tsx";
import { loadLog, loadReplayRow, type ReplayRow } from "./rows.ts";
import { publicLines } from "./timeline.ts";
import { ReplayViewer } from "./viewer.tsx";

interface ReplayProps {
  api: Api;
  live: Live;
  viewer: Viewer | null | undefined;
  id: BattleId;
  /** What is shown where there is no such battle. */
  missing: ComponentChildren;
}

/** A finished battle from its stored log. */
export function Replay({ api, live, viewer, id, missing }: ReplayProps) {
  const view = useView(id, async () => ({ row: await loadReplayRow(api, id) }));
  return (
    <Shown view={view} what="the replay" lines={8}>
      {({ row }) =>
        row === null ? (
          missing
        ) : row.replay_path === null ? (
          <NotYet row={row} />
        ) : (
          <Stored api={api} live={live} viewer={viewer} row={row} path={row.replay_path} />
        )
      }
    </Shown>
  );
}

function NotYet({ row }: { row: ReplayRow }) {
  const open = row.status === "waiting" || row.status === "live";
  return (
    <section class="card">
      <PageHeading title={open ? "Not over yet" : row.status === "void" ? "Called off" : "No replay"} />
      <p>
        {open ? (
          <>
            This battle is still being played. <Link to={`/battle/${row.id}`}>Watch it</Link>.
          </>
        ) : (
          <>
            {row.status === "void"
              ? "This battle was called off and counts for nobody."
              : "This battle is over and left no replay."}{" "}
            <Link to="/replays">Look for another</Link>.
          </>
        )}
      </p>
    </section>
  );
}

interface StoredProps {
  api: Api;
  live: Live;
  viewer: Viewer | null | undefined;
  row: ReplayRow;
  path: string;
}

function Stored({ api, live, viewer, row, path }: StoredProps) {
  const view = useView(path, () => loadLog(api, path));
  const players = { p1: row.p1_name, p2: row.p2_name };
  const own = seatOf(row, viewer);
  const spoilerFree = useSpoilerFree();
  return (
    <div class="battle replay">
      <PageHeading
        title={`${players.p1 ?? "?"} vs ${players.p2 ?? "?"}`}
        about={
          <>
            {formatName(row.format)}
            {row.ended_at !== null && (
              <>
                {" · "}
                <Moment at={row.ended_at} />
              </>
            )}
            {row.end_type !== null && !spoilerFree && (
              <>
                {" · "}
                <bdi>{endInWords({ winner: row.winner_seat, reason: row.end_type }, null, players)}</bdi>
              </>
            )}
          </>
        }
      >
        <bdi>{players.p1 ?? "?"}</bdi> vs <bdi>{players.p2 ?? "?"}</bdi>
      </PageHeading>
      {row.match_id !== null && <ReplayMatch live={live} matchId={row.match_id} id={row.id} />}
      <Shown view={view} what="the battle log" lines={8}>
        {(log) => <Played {...{ api, row, own, players, log }} />}
      </Shown>
    </div>
  );
}

interface PlayedProps {
  api: Api;
  row: ReplayRow;
  own: Seat | null;
  players: Record<Seat, string | null>;
  log: string;
}

function Played({ api, row, own, players, log }: PlayedProps) {
  const lines = useMemo(() => publicLines(log), [log]);
  return (
    <ReplayViewer log={lines} players={players} own={own}>
      <Downloads record={{ id: row.id, format: row.format, players, endedAt: row.ended_at, log }} />
      {own !== null && <OwnTeam api={api} id={row.id} />}
    </ReplayViewer>
  );
}

function seatOf({ p1_user, p2_user }: ReplayRow, viewer: Viewer | null | undefined): Seat | null {
  if (!viewer) return null;
  return p1_user === viewer.userId ? "p1" : p2_user === viewer.userId ? "p2" : null;
}
