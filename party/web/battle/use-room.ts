import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { BattleId } from "../../../functions/_shared/schema/ids.ts";
import type { ServerMessage } from "../../../functions/_shared/schema/protocol.ts";
import { type Api, messageOf } from "../api.ts";
import { wantsTeam } from "../formats.ts";
import type { Viewer } from "../session/session.ts";
import { type Connection, connect, openSocket, tabSeats } from "./connection.ts";
import type { BattleRow } from "./row.ts";
import { type BattleState, reduce, UNKNOWN } from "./state.ts";

/** A battle's room as a page uses it. */
export interface Room {
  state: BattleState;
  connected: boolean;
  /** Why a seat could not be had. */
  failure: string | null;
  /** The viewer plays here, but the room has no legal team of theirs yet. */
  teamWanted: boolean;
  /** A team was sent and the room has not answered. */
  teamSent: boolean;
  choose(choice: string): void;
  forfeit(): void;
  /** Takes the open seat. */
  join(): void;
  /** Takes the seat with a team. */
  bring(team: string): void;
}

/** Connects to the room of a battle for as long as the page shows it. */
export function useRoom(api: Api, row: BattleRow, viewer: Viewer | null): Room {
  const [state, dispatch] = useReducer(reduce, UNKNOWN);
  const [connected, setConnected] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [wanted, setWanted] = useState(false);
  // An object, so that the same text sent again is another try.
  const [team, setTeam] = useState<{ text: string } | null>(null);
  const connection = useRef<Connection | null>(null);

  const userId = viewer?.userId ?? null;
  const plays = userId !== null && (wanted || row.p1_user === userId || row.p2_user === userId);
  const teamMissing = team === null && wantsTeam(row.format);
  const refused = state.error?.code === "INVALID_TEAM";
  const now = useRef({ seq: 0, team, takesSeat: false });
  now.current = { seq: state.seq, team, takesSeat: plays && !teamMissing };

  useEffect(() => {
    const id: BattleId = row.id;
    const seats = tabSeats(id, userId);
    const kept = seats.get();
    if (kept !== null) dispatch({ type: "returned", seat: kept.seat });
    const opened = connect({
      battleId: id,
      socket: openSocket(location.host, id),
      seats,
      seq: () => now.current.seq,
      team: () => now.current.team?.text ?? null,
      ticket: async () => (now.current.takesSeat ? (await api.createRoom({ battle_id: id })).ticket : null),
      received: (message: ServerMessage) => {
        // Kept beside the state, for a reconnection may come before the next drawing.
        if (message.type === "SEATED") now.current.seq = 0;
        dispatch({ type: "received", message });
        if (message.type === "ERROR" && !message.recoverable) opened.close();
      },
      unseated() {
        now.current.seq = 0;
        dispatch({ type: "left" });
      },
      connected: setConnected,
      failed(error) {
        setFailure(messageOf(error));
        setWanted(false);
      },
    });
    connection.current = opened;
    return () => {
      connection.current = null;
      opened.close();
      dispatch({ type: "left" });
    };
  }, [api, row.id, userId]);

  useEffect(() => {
    if (state.gap) connection.current?.resume();
  }, [state.gap]);

  // Wanting a seat, or having a team at last, asks for the seat on the connection that is open.
  const ready = plays && !teamMissing;
  const joinNow = useRef(false);
  useEffect(() => {
    if (joinNow.current && ready) void connection.current?.join();
    joinNow.current = false;
  }, [ready, team]);

  return {
    state,
    connected,
    failure,
    teamWanted: plays && state.seat === null && (wantsTeam(row.format) || team !== null || refused),
    teamSent: team !== null && !refused && failure === null,
    choose(choice) {
      if (state.request === null || !connected) return;
      connection.current?.choose(state.request.rqid, choice);
      dispatch({ type: "chosen", choice });
    },
    forfeit: () => connection.current?.forfeit(),
    join() {
      setFailure(null);
      joinNow.current = true;
      setWanted(true);
    },
    bring(text) {
      setFailure(null);
      dispatch({ type: "dismissed" });
      joinNow.current = true;
      setTeam({ text });
    },
  };
}
