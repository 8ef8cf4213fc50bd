import { useEffect, useRef, useState } from "preact/hooks";
import { offeredFormat } from "../../../functions/_shared/battle/formats.ts";
import type { ServerMessage } from "../../../functions/_shared/schema/protocol.ts";
import { type Api, messageOf } from "../api.ts";
import type { Handoff } from "../handoff.ts";
import type { Viewer } from "../session/session.ts";
import { openSocket } from "../socket.ts";
import { now } from "../ui/time.tsx";
import { type Connection, connect } from "./connection.ts";
import { useFrames } from "./frames.ts";
import { isMissing, withEnd } from "./over.ts";
import type { BattleRow } from "./row.ts";
import { tabSeats } from "./seat-store.ts";
import { type BattleState, reduce, UNKNOWN } from "./state.ts";

/** A battle's room as a page uses it. */
export interface Room {
  state: BattleState;
  /** `lost`: it was there, and comes again by itself. */
  connection: "opening" | "open" | "lost";
  /** Why a seat could not be had. */
  failure: string | null;
  /** The viewer plays here, but the room has no legal team of theirs yet. */
  teamWanted: boolean;
  /** The team that was sent last. */
  team: string | null;
  /** A team was sent and the room has not answered. */
  teamSent: boolean;
  choose(choice: string): void;
  undo(): void;
  forfeit(): void;
  /** Offers a draw, or accepts the opponent's. */
  draw(): void;
  chat(text: string): void;
  timer(on: boolean): void;
  dismiss(): void;
  /** Takes the open seat. */
  join(): void;
  /** Takes the seat with a team. */
  bring(team: string): void;
}

/** Milliseconds after which the room is asked once more for what did not come. */
const ASKING = 3_000;

/** Connects to the room of a battle for as long as the page shows it. */
export function useRoom(api: Api, row: BattleRow, viewer: Viewer | null, handoff: Handoff): Room {
  const [told, dispatch, current] = useFrames(reduce, UNKNOWN);
  const state = withEnd(told, row);
  const [connection, setConnection] = useState<Room["connection"]>("opening");
  const [failure, setFailure] = useState<string | null>(null);
  const [wanted, setWanted] = useState(false);
  // An object, so that the same text sent again is another try.
  const [team, setTeam] = useState(() =>
    handoff.team == null ? null : { text: handoff.team, typed: false },
  );
  const opened = useRef<Connection | null>(null);

  // Whoever has taken the seat has it until they leave the page, though their session ends meanwhile.
  const seated = useRef<string | null>(null);
  if (viewer !== null) seated.current = viewer.userId;
  const userId = viewer?.userId ?? (state.seat === null ? null : seated.current);
  const plays = userId !== null && (wanted || row.p1_user === userId || row.p2_user === userId);
  // Of a format that is not on the list the room says whether it wants a team.
  const bringsTeam = !row.rated && (offeredFormat(row.format)?.team ?? false);
  const refused = state.error?.code === "INVALID_TEAM";
  const ready = plays && !(bringsTeam && team === null);
  const latest = useRef({ team, ready, ticket: handoff.ticket ?? null });
  latest.current = { ...latest.current, team, ready };

  useEffect(() => {
    const id = row.id;
    const seats = tabSeats(id, userId);
    const kept = seats.get();
    if (kept !== null) dispatch({ type: "returned", seat: kept.seat });
    const mine = connect({
      battleId: id,
      socket: openSocket(location.host, "battle", id),
      seats,
      seq: () => current().seq,
      team: () => latest.current.team?.text ?? null,
      async ticket() {
        if (!latest.current.ready) return null;
        const given = latest.current.ticket;
        latest.current.ticket = null;
        return given ?? (await api.createRoom({ battle_id: id })).ticket;
      },
      received(message: ServerMessage) {
        dispatch({ type: "received", message, at: now() });
        if (message.type === "ERROR" && !message.recoverable) mine.close();
      },
      unseated: () => dispatch({ type: "left" }),
      connected: (open) => setConnection((was) => (open ? "open" : was === "open" ? "lost" : was)),
      failed(error) {
        setFailure(messageOf(error));
        setWanted(false);
      },
    });
    opened.current = mine;
    return () => {
      opened.current = null;
      mine.close();
      dispatch({ type: "left" });
    };
  }, [api, row.id, userId]);

  // On a connection that opens everything is asked for.
  const missing = isMissing(told, row) && connection === "open";
  useEffect(() => {
    if (!missing) return;
    opened.current?.resume();
    const timer = setInterval(() => opened.current?.resume(), ASKING);
    return () => clearInterval(timer);
  }, [missing]);

  // Wanting a seat, or having a team at last, asks for the seat on the connection that is open.
  const joinNow = useRef(false);
  useEffect(() => {
    if (joinNow.current && ready) void opened.current?.join();
    joinNow.current = false;
  }, [ready, team]);

  const send: Connection["send"] = (deed) => {
    if (connection === "open") opened.current?.send(deed);
  };
  const rqid = state.request?.rqid;

  return {
    state,
    connection,
    failure,
    team: team?.text ?? null,
    teamWanted:
      plays &&
      state.seat === null &&
      (refused || (bringsTeam && (team === null || team.typed || failure !== null))),
    teamSent: team !== null && !refused && failure === null,
    choose(choice) {
      if (rqid === undefined || connection !== "open") return;
      send({ type: "MOVE", rqid, choice });
      dispatch({ type: "chosen", choice });
    },
    undo: () => rqid !== undefined && send({ type: "UNDO", rqid }),
    forfeit: () => send({ type: "FORFEIT" }),
    draw: () => send({ type: "OFFER_DRAW" }),
    chat: (text) => send({ type: "CHAT", text }),
    timer: (on) => send({ type: "TIMER", on }),
    dismiss: () => dispatch({ type: "dismissed" }),
    join() {
      setFailure(null);
      joinNow.current = true;
      setWanted(true);
    },
    bring(text) {
      setFailure(null);
      dispatch({ type: "dismissed" });
      joinNow.current = true;
      setTeam({ text, typed: true });
    },
  };
}
