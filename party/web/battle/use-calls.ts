import { useEffect, useRef } from "preact/hooks";
import { announce } from "../ui/announce.tsx";
import { chime } from "./chime.ts";
import { isAsked } from "./request.ts";
import { settings } from "./settings.ts";
import type { BattleState } from "./state.ts";

/** Seconds before the end of a turn at which the player is told. */
const LAST_CALL = 10;

/** Shows a notification, if the browser lets the page; those of phones leave it to other programs. */
function notifyOf(players: string): Notification | null {
  if (!("Notification" in window) || Notification.permission !== "granted") return null;
  try {
    const shown = new Notification("Your turn", {
      body: players,
      tag: location.pathname,
      icon: "/favicon.svg",
    });
    shown.onclick = () => {
      focus();
      shown.close();
    };
    return shown;
  } catch {
    return null;
  }
}

/** Calls for the player on their turn: in words, and as they have asked for by sound and notification. */
export function useCalls(state: BattleState, turn: number, players: string): boolean {
  const asked = isAsked(state.request) && state.choice === null && state.end === null;
  const rqid = asked ? state.request?.rqid : undefined;
  const called = useRef<number | undefined>(undefined);
  const chosen = useRef(state.choice);

  useEffect(() => {
    if (rqid === undefined) return;
    announce(turn === 0 ? "Your turn." : `Turn ${turn}. Your turn.`);
    // Whoever takes a choice back knows that they are asked again; whose choice was refused or lost may not.
    const undone = rqid === called.current && chosen.current?.stored === true;
    called.current = rqid;
    if (undone) return;
    const { sound, notify } = settings.get();
    // A browser without sound has the other ways to call.
    if (sound) chime().catch(() => undefined);
    if (!notify || !document.hidden) return;
    const shown = notifyOf(players);
    return () => shown?.close();
  }, [rqid]);
  // Behind the call, which asks what was chosen before.
  useEffect(() => {
    chosen.current = state.choice;
  });

  const { clocks, seat } = state;
  const left = seat === null ? null : (clocks?.reading[seat].turn ?? null);
  const at = clocks?.at;
  useEffect(() => {
    if (rqid === undefined || left === null || at === undefined) return;
    const until = at + (left - LAST_CALL) * 1000 - performance.now();
    if (until < 0) return;
    const timer = setTimeout(() => announce(`${LAST_CALL} seconds left to choose.`, "urgent"), until);
    return () => clearTimeout(timer);
  }, [rqid, left, at]);

  return asked;
}
