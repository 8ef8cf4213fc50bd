import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { Forfeit } from "./forfeit.tsx";
import type { Room } from "./use-room.ts";

interface AgreementsProps {
  room: Room;
  seat: Seat;
  opponent: string;
}

/** What a player can do beside playing: agree on a draw or on the clock, and give up. */
export function Agreements({ room, seat, opponent }: AgreementsProps) {
  const disabled = room.connection !== "open";
  return (
    <div class="agreements">
      <Draw room={room} seat={seat} opponent={opponent} disabled={disabled} />
      <Timer room={room} seat={seat} opponent={opponent} disabled={disabled} />
      <Forfeit disabled={disabled} forfeit={room.forfeit} />
    </div>
  );
}

interface AgreementProps extends AgreementsProps {
  disabled: boolean;
}

function Draw({ room, seat, opponent, disabled }: AgreementProps) {
  const { draw, about } = room.state;
  if (about?.bot != null) return null;
  if (draw === null) {
    return (
      <button type="button" class="quiet" disabled={disabled} onClick={room.draw}>
        Offer a draw
      </button>
    );
  }
  if (draw === seat) {
    return (
      <span class="muted small" role="status">
        You offer a draw.
      </span>
    );
  }
  return (
    <span class="row" role="status">
      <span>
        <bdi>{opponent}</bdi> offers a draw.
      </span>
      <button type="button" disabled={disabled} onClick={room.draw}>
        Accept the draw
      </button>
    </span>
  );
}

function Timer({ room, seat, opponent, disabled }: AgreementProps) {
  const { timer, about } = room.state;
  if (!about?.casual) return null;
  if (!timer.on) {
    return (
      <button type="button" class="quiet" disabled={disabled} onClick={() => room.timer(true)}>
        Start the clock
      </button>
    );
  }
  if (timer.off.includes(seat)) {
    return (
      <span class="muted small" role="status">
        You want to play without the clock.
      </span>
    );
  }
  const asked = timer.off.length > 0;
  return (
    <span class="row" role="status">
      {asked && (
        <span>
          <bdi>{opponent}</bdi> wants to play without the clock.
        </span>
      )}
      <button
        type="button"
        class={asked ? "" : "quiet"}
        disabled={disabled}
        onClick={() => room.timer(false)}
      >
        {asked ? "Agree" : "Stop the clock"}
      </button>
    </span>
  );
}
