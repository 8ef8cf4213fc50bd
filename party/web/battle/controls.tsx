import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { Api } from "../api.ts";
import type { Handoffs } from "../handoff.ts";
import { Link } from "../routes.tsx";
import type { Viewer } from "../session/session.ts";
import { Agreements } from "./agreements.tsx";
import { choiceInWords } from "./choice-words.ts";
import { Choices } from "./choices-view.tsx";
import { Ending } from "./ending.tsx";
import { fieldOf } from "./field.ts";
import type { Request } from "./request.ts";
import type { BattleRow } from "./row.ts";
import { TeamForm } from "./team-form.tsx";
import type { Room } from "./use-room.ts";
import { Waiting, Watching } from "./waiting.tsx";

interface ControlsProps {
  api: Api;
  handoffs: Handoffs;
  row: BattleRow;
  viewer: Viewer | null;
  room: Room;
  players: Record<Seat, string | null>;
}

/** The one thing that is to be done now. */
export function Controls({ api, handoffs, row, viewer, room, players }: ControlsProps) {
  const { state } = room;
  if (state.end !== null) {
    return <Ending {...{ api, handoffs, row, state, players }} end={state.end} />;
  }
  if (state.error?.final) {
    return (
      <Link class="button" to="/">
        Back to the battles
      </Link>
    );
  }
  if (room.teamWanted) {
    const problems = state.error?.code === "INVALID_TEAM" ? state.error.message : null;
    return (
      <TeamForm
        api={api}
        format={row.format}
        team={room.team}
        problems={problems}
        busy={room.teamSent}
        send={room.bring}
      />
    );
  }
  if (state.seat === null) return <Watching api={api} row={row} viewer={viewer} room={room} />;
  if (!state.started) return <Waiting api={api} row={row} viewer={viewer} />;
  const asked = state.request !== null && !state.request.wait ? state.request : null;
  const opponent = players[state.seat === "p1" ? "p2" : "p1"] ?? "Your opponent";
  return (
    <div class="stack">
      {asked === null ? (
        <p role="status" class="waiting">
          Waiting for your opponent…
        </p>
      ) : state.choice === null ? (
        <Choices
          key={asked.rqid}
          request={asked}
          foes={foesOf(state.log, state.seat)}
          disabled={room.connection !== "open"}
          choose={room.choose}
        />
      ) : (
        <Chosen room={room} request={asked} choice={state.choice} />
      )}
      <Agreements room={room} seat={state.seat} opponent={opponent} />
    </div>
  );
}

interface ChosenProps {
  room: Room;
  request: Request;
  choice: { text: string; stored: boolean };
}

/** The choice on its way to the room, and then safely there; until the opponent has chosen it can be taken back. */
function Chosen({ room, request, choice }: ChosenProps) {
  const words = choiceInWords(request, choice.text);
  return (
    <div class="row between waiting">
      <p role="status">
        {choice.stored ? (
          <>
            Chosen: <bdi>{words}</bdi>. Waiting for your opponent…
          </>
        ) : (
          <>
            Sent: <bdi>{words}</bdi>…
          </>
        )}
      </p>
      {choice.stored && (
        <button type="button" disabled={room.connection !== "open"} onClick={room.undo}>
          Undo
        </button>
      )}
    </div>
  );
}

/** The names of the Pokémon opposite, in the order in which moves are aimed at them. */
function foesOf(log: readonly string[], seat: Seat): string[] {
  return fieldOf(log).standing[seat === "p1" ? "p2" : "p1"].map((standing) => standing.name);
}
