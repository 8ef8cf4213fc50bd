import { useEffect, useReducer, useRef } from "preact/hooks";
import type { BattleId } from "../../../functions/_shared/schema/ids.ts";
import { type Api, messageOf } from "../api.ts";
import type { Handoffs } from "../handoff.ts";
import { navigate } from "../routes.tsx";
import { openSocket } from "../socket.ts";
import { now } from "../ui/time.tsx";
import { enterLobby, type LobbyClient } from "./client.ts";
import { NO_SEARCH, reduceSearch, type SearchState, type Wish } from "./state.ts";
import { pairingInWords } from "./words.ts";

/** The viewer's search for an opponent; it goes on whichever page is shown. */
export interface Search {
  state: SearchState;
  find(wish: Wish): void;
  cancel(): void;
  /** The battle that was found has begun. */
  begun(battleId: BattleId): void;
  /** The battle that was found was called off, for somebody did not come. */
  abandoned(battleId: BattleId): void;
}

export function useSearch(api: Api, handoffs: Handoffs, userId: string | null): Search {
  const [state, dispatch] = useReducer(reduceSearch, NO_SEARCH);
  const client = useRef<LobbyClient | null>(null);
  const { match, phase, returned } = state;

  const close = () => {
    client.current?.close();
    client.current = null;
  };

  const leave = () => {
    client.current?.leave();
    client.current = null;
    dispatch({ type: "over" });
  };

  // Whoever signs out waits no longer.
  useEffect(
    () => () => {
      close();
      dispatch({ type: "over" });
    },
    [userId],
  );

  useEffect(() => {
    if (phase === "idle") close();
  }, [phase]);

  useEffect(() => {
    if (match === null) return;
    handoffs.put(match.battleId, { ticket: match.ticket, note: pairingInWords(match) });
    navigate(`/battle/${match.battleId}`);
  }, [match?.battleId]);

  // Who waits again sees that they do.
  useEffect(() => {
    if (returned) navigate("/");
  }, [returned]);

  return {
    state,
    find(wish) {
      close();
      dispatch({ type: "wished", wish });
      client.current = enterLobby({
        socket: openSocket(location.host, "lobby", wish.format),
        wish,
        async token() {
          const token = await api.token();
          if (token === null) throw new Error("Sign in or play as a guest first.");
          return token;
        },
        random: Math.random,
        settled: leave,
        received: (message) => dispatch({ type: "received", message, at: now() }),
        connected: (open) => dispatch({ type: "connected", open }),
        failed: (error) => dispatch({ type: "failed", message: messageOf(error) }),
      });
    },
    cancel: leave,
    begun(battleId) {
      if (match?.battleId === battleId) leave();
    },
    abandoned(battleId) {
      if (match?.battleId === battleId) client.current?.abandoned();
    },
  };
}
