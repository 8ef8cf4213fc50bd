import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { Countdown } from "../ui/time.tsx";
import type { Room } from "./use-room.ts";
import { errorInWords } from "./words.ts";

interface NoticesProps {
  room: Room;
  players: Record<Seat, string | null>;
}

/** What is out of the ordinary: no connection, an error, a player who is away, little time. */
export function Notices({ room, players }: NoticesProps) {
  const { state } = room;
  const over = state.error?.final === true;
  return (
    <>
      {room.connection === "lost" && state.end === null && !over && (
        <p class="notice warn connection" role="status">
          The connection is lost. Connecting again… The battle waits for you for a minute.
        </p>
      )}
      {room.failure !== null && (
        <p class="notice error" role="alert">
          Cannot take the seat: {room.failure}
        </p>
      )}
      {state.error !== null && state.error.code !== "INVALID_TEAM" && (
        <p class="notice error row between" role="alert">
          <span>{errorInWords(state.error.code, state.error.message)}</span>
          {!over && (
            <button type="button" class="quiet" onClick={room.dismiss}>
              Dismiss
            </button>
          )}
        </p>
      )}
      {state.end === null &&
        (["p1", "p2"] as const).map((seat) => <Away key={seat} {...{ room, players, seat }} />)}
      {state.warning !== null && state.choice === null && state.end === null && (
        <p class="notice warn" role="alert">
          {state.warning} seconds left to choose; then a choice is made for you.
        </p>
      )}
    </>
  );
}

function Away({ room, players, seat }: NoticesProps & { seat: Seat }) {
  const until = room.state.away[seat];
  if (until === null || seat === room.state.seat) return null;
  return (
    <p class="notice warn" role="status">
      <bdi>{players[seat] ?? "A player"}</bdi> is away and has <Countdown until={until} /> to come back.
    </p>
  );
}
