import { useEffect, useMemo, useState } from "preact/hooks";
import type { Api } from "../api.ts";
import type { Handoffs } from "../handoff.ts";
import type { Search } from "../lobby/use-search.ts";
import type { Viewer } from "../session/session.ts";
import { Skeleton } from "../ui/states.tsx";
import { Chat } from "./chat.tsx";
import { Controls } from "./controls.tsx";
import { FieldReader } from "./field/field.ts";
import { FieldView } from "./field-view.tsx";
import { LogView } from "./log-view.tsx";
import { Notices } from "./notices.tsx";
import type { BattleRow } from "./row.ts";
import { SettingsView } from "./settings-view.tsx";
import { UNKNOWN } from "./state.ts";
import { Title } from "./title.tsx";
import { useCalls } from "./use-calls.ts";
import { type Room, useRoom } from "./use-room.ts";

interface RoomViewProps {
  api: Api;
  handoffs: Handoffs;
  search: Search;
  row: BattleRow;
  viewer: Viewer | null;
  /** The room knows nothing of this battle any more. */
  gone: () => void;
}

/** A battle in its room: to play or to watch. */
export function RoomView({ api, handoffs, search, row, viewer, gone }: RoomViewProps) {
  const [handoff] = useState(() => handoffs.take(row.id));
  const room = useRoom(api, row, viewer, handoff);
  const { state } = room;
  const players = {
    p1: state.players.p1 ?? row.p1_name,
    p2: state.players.p2 ?? row.p2_name,
  };
  const near = state.seat ?? "p1";
  // Another seat sees another log.
  const reader = useMemo(() => new FieldReader(), [state.seat]);
  const field = reader.read(state.log);
  const asked = useCalls(state, field.turn, `${players.p1 ?? "?"} vs ${players.p2 ?? "?"}`);
  const coming = isComing(room);
  const plays = state.seat !== null && state.started && state.end === null;
  const code = state.error?.final ? state.error.code : null;
  // What became of the battle is in the league's tables.
  const elsewhere = code === "BATTLE_ENDED" || (code === "BATTLE_NOT_FOUND" && row.replay_path !== null);

  useEffect(() => {
    if (elsewhere) gone();
  }, [elsewhere]);

  const abandoned = state.end?.reason === "void" && !state.started;
  useEffect(() => {
    if (abandoned) search.abandoned(row.id);
    else if (state.started) search.begun(row.id);
  }, [abandoned, state.started]);

  return (
    <div class="battle">
      <Title row={row} state={coming ? UNKNOWN : state} players={players} asked={asked} />
      {handoff.note !== undefined && !state.log.includes("|turn|2") && state.end === null && (
        <p class="notice">{handoff.note}</p>
      )}
      <Notices room={room} players={players} />
      {coming ? (
        <Skeleton what="the battle" lines={6} tall={true} />
      ) : (
        <div class="battle-columns">
          <div class="stack">
            <FieldView state={state} field={field} players={players} near={near} own={state.seat} />
            <div class="card controls">
              <Controls {...{ api, handoffs, row, viewer, room, field, players }} />
            </div>
            {plays && <SettingsView />}
          </div>
          <div class="story">
            <LogView key={state.seat ?? "spectator"} log={state.log} seat={near} live={true} />
            {plays && <Chat disabled={room.connection !== "open"} say={room.chat} />}
          </div>
        </div>
      )}
    </div>
  );
}

/** Whether what there is to see is still on its way: until then nothing is drawn that would jump when it comes. */
function isComing({ state, failure, teamWanted }: Room): boolean {
  if (state.end !== null || state.error !== null || failure !== null || teamWanted) return false;
  if (state.about === null) return true;
  const isBehind = state.seat === null && state.about.delay > 0;
  return state.started && state.seq === 0 && !isBehind;
}
