import { useEffect } from "preact/hooks";
import type { Api } from "../api.ts";
import { formatName } from "../formats.ts";
import { Link } from "../routes.tsx";
import type { Viewer } from "../session/session.ts";
import { SignIn } from "../session/sign-in.tsx";
import { Choices } from "./choices-view.tsx";
import { fieldOf } from "./field.ts";
import { FieldView } from "./field-view.tsx";
import { Forfeit } from "./forfeit.tsx";
import { LogView } from "./log-view.tsx";
import type { BattleRow } from "./row.ts";
import { Share } from "./share.tsx";
import { TeamForm } from "./team-form.tsx";
import { type Room, useRoom } from "./use-room.ts";
import { endInWords, errorInWords } from "./words.ts";

interface RoomViewProps {
  api: Api;
  row: BattleRow;
  viewer: Viewer | null;
  /** The room knows nothing of this battle any more. */
  gone: () => void;
}

/** A battle in its room: to play or to watch. */
export function RoomView({ api, row, viewer, gone }: RoomViewProps) {
  const room = useRoom(api, row, viewer);
  const { state } = room;
  const players = {
    p1: state.players.p1 ?? row.p1_name,
    p2: state.players.p2 ?? row.p2_name,
  };
  const near = state.seat ?? "p1";
  // The room closes the door for good: there is nothing to wait for.
  const over = state.error?.code === "BATTLE_NOT_FOUND" || state.error?.code === "VERSION_MISMATCH";
  const lost = state.error?.code === "BATTLE_NOT_FOUND" && row.replay_path !== null;

  useEffect(() => {
    if (lost) gone();
  }, [lost]);

  return (
    <div class="battle">
      <h1 class="battle-title">
        <bdi>{players.p1 ?? "Open seat"}</bdi> vs <bdi>{players.p2 ?? "open seat"}</bdi>{" "}
        <span class="muted small">
          {formatName(state.format ?? row.format)}
          {state.seat === null && state.started && " · watching"}
        </span>
      </h1>
      {!room.connected && state.end === null && !over && (
        <p class="notice" role="status">
          Connecting to the room… It goes on by itself.
        </p>
      )}
      {room.failure !== null && (
        <p class="notice error" role="alert">
          Cannot take the seat: {room.failure}
        </p>
      )}
      {state.error !== null && state.error.code !== "INVALID_TEAM" && (
        <p class="notice error" role="alert">
          {errorInWords(state.error.code, state.error.message)}
        </p>
      )}
      <div class="battle-columns">
        <div class="stack">
          <FieldView log={state.log} players={players} near={near} own={state.seat} />
          <div class="card controls">
            <Controls api={api} row={row} viewer={viewer} room={room} players={players} />
          </div>
        </div>
        {/* Another seat sees another log. */}
        <LogView key={state.seat ?? "spectator"} log={state.log} seat={near} live={true} />
      </div>
    </div>
  );
}

interface ControlsProps extends Omit<RoomViewProps, "gone"> {
  room: Room;
  players: { p1: string | null; p2: string | null };
}

/** The one thing that is to be done now. */
function Controls({ api, row, viewer, room, players }: ControlsProps) {
  const { state } = room;
  if (state.end !== null) {
    return (
      <div role="status" class="stack">
        <p class="banner">{endInWords(state.end, state.seat, players)}</p>
        <Link class="button" to="/">
          Back to the battles
        </Link>
      </div>
    );
  }
  if (room.teamWanted) {
    const problems = state.error?.code === "INVALID_TEAM" ? state.error.message : null;
    return <TeamForm format={row.format} problems={problems} busy={room.teamSent} send={room.bring} />;
  }
  if (state.seat === null) return <Watching api={api} row={row} viewer={viewer} room={room} />;
  if (!state.started) {
    return (
      <div class="stack">
        <p role="status">You have your seat. The battle begins as soon as your opponent is ready.</p>
        {row.match_id === null && row.p2_user === null && <Share />}
      </div>
    );
  }
  const asked = state.request !== null && !state.request.wait ? state.request : null;
  return (
    <div class="stack">
      {asked !== null && state.choice === null ? (
        <Choices
          key={asked.rqid}
          request={asked}
          foes={foesOf(state.log, state.seat)}
          disabled={!room.connected}
          choose={room.choose}
        />
      ) : (
        <p role="status" class="waiting">
          {asked !== null ? "Chosen. " : ""}Waiting for your opponent…
        </p>
      )}
      <Forfeit forfeit={room.forfeit} />
    </div>
  );
}

/** The names of the Pokémon opposite, in the order in which moves are aimed at them. */
function foesOf(log: readonly string[], seat: "p1" | "p2"): string[] {
  return fieldOf(log).standing[seat === "p1" ? "p2" : "p1"].map((standing) => standing.name);
}

function Watching({ api, row, viewer, room }: Omit<ControlsProps, "players">) {
  const open = row.status === "waiting" && row.match_id === null && row.p2_user === null;
  const mine = viewer !== null && [row.p1_user, row.p2_user].includes(viewer.userId);
  if (mine) return <p role="status">Taking your seat…</p>;
  if (!open || room.state.started) {
    return (
      <p role="status" class="muted">
        {room.state.started ? "You are watching this battle." : "The battle has not begun yet."}
      </p>
    );
  }
  if (viewer === null) {
    return (
      <div class="stack">
        <p>This battle waits for an opponent. Come in to take the seat.</p>
        <SignIn api={api} />
      </div>
    );
  }
  return (
    <div class="stack">
      <p>
        <bdi>{row.p1_name ?? "Somebody"}</bdi> waits for an opponent.
      </p>
      <button type="button" class="primary" onClick={room.join}>
        Join this battle
      </button>
    </div>
  );
}
