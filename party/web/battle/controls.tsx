import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import type { Api } from "../api.ts";
import type { Handoffs } from "../handoff.ts";
import { Link } from "../routes.tsx";
import type { Viewer } from "../session/session.ts";
import { useStore } from "../ui/store.ts";
import { Agreements } from "./agreements.tsx";
import { choiceInWords } from "./choice-words.ts";
import { Choices } from "./choices-view.tsx";
import { Ending } from "./ending.tsx";
import type { Field } from "./field/model.ts";
import { useKeys } from "./keys.ts";
import { isAsked, type Request } from "./request.ts";
import type { BattleRow } from "./row.ts";
import { settings } from "./settings.ts";
import { TeamForm } from "./team-form.tsx";
import type { Room } from "./use-room.ts";
import { Waiting, Watching } from "./waiting.tsx";

interface ControlsProps {
  api: Api;
  handoffs: Handoffs;
  row: BattleRow;
  viewer: Viewer | null;
  room: Room;
  field: Field;
  players: Record<Seat, string | null>;
}

/** The one thing that is to be done now. */
export function Controls({ api, handoffs, row, viewer, room, field, players }: ControlsProps) {
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
  const asked = isAsked(state.request) ? state.request : null;
  const other = state.seat === "p1" ? "p2" : "p1";
  const opponent = players[other] ?? "Your opponent";
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
          generation={field.generation}
          own={field.standing[state.seat]}
          foes={field.standing[other]}
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
  const { keys } = useStore(settings);
  const can = choice.stored && room.connection === "open";
  useKeys({ backspace: can ? room.undo : undefined }, keys);
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
        <button
          type="button"
          disabled={!can}
          aria-keyshortcuts={keys ? "Backspace" : undefined}
          onClick={room.undo}
        >
          Undo
        </button>
      )}
    </div>
  );
}
