import { useState } from "preact/hooks";
import { type Api, messageOf } from "../api.ts";
import { isOpen } from "../home/rows.ts";
import { navigate } from "../routes.tsx";
import type { Viewer } from "../session/session.ts";
import { SignIn } from "../session/sign-in.tsx";
import type { BattleRow } from "./row.ts";
import { Share } from "./share.tsx";
import type { Room } from "./use-room.ts";

interface WaitingProps {
  api: Api;
  row: BattleRow;
  viewer: Viewer | null;
  room: Room;
}

/** To who has a seat in a battle that has not begun. */
export function Waiting({ api, row, viewer }: Omit<WaitingProps, "room">) {
  const open = isOpen(row);
  return (
    <div class="stack">
      <p role="status">You have your seat. The battle begins as soon as your opponent is ready.</p>
      {open && <Share />}
      {open && row.p1_user === viewer?.userId && <CallOff api={api} row={row} />}
    </div>
  );
}

function CallOff({ api, row }: { api: Api; row: BattleRow }) {
  const [error, setError] = useState<string | null>(null);
  const callOff = async () => {
    setError(null);
    try {
      const { error: refusal } = await api.data.rpc("call_off_battle", { p_battle_id: row.id });
      if (refusal) throw refusal;
      navigate("/");
    } catch (failure) {
      setError(messageOf(failure));
    }
  };
  return (
    <div>
      <button type="button" class="danger" onClick={callOff}>
        Call the challenge off
      </button>
      {error !== null && (
        <p class="notice error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** To who has no seat. */
export function Watching({ api, row, viewer, room }: WaitingProps) {
  const mine = viewer !== null && [row.p1_user, row.p2_user].includes(viewer.userId);
  if (mine) return <p role="status">Taking your seat…</p>;
  if (!isOpen(row) || room.state.started) {
    return (
      <p role="status" class="muted">
        {room.state.started ? "You are watching this battle." : "The battle has not begun yet."}
      </p>
    );
  }
  if (viewer === null) {
    return (
      <div class="stack">
        <p>
          <bdi>{row.p1_name ?? "Somebody"}</bdi> waits for an opponent. Come in to take the seat.
        </p>
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
