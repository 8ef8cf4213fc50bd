import { useState } from "preact/hooks";
import type { CreateRoomRequest } from "../../../functions/_shared/schema/http.ts";
import { type Api, messageOf } from "../api.ts";
import type { Handoffs } from "../handoff.ts";
import { navigate } from "../routes.tsx";

/** Opens a room and goes to it with what it takes to sit down. */
export interface Opening {
  busy: boolean;
  error: string | null;
  open(request: CreateRoomRequest, team: string | null): Promise<void>;
}

export function useOpening(api: Api, handoffs: Handoffs): Opening {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  return {
    busy,
    error,
    async open(request, team) {
      setBusy(true);
      setError(null);
      try {
        const { battle_id, ticket } = await api.createRoom(request);
        handoffs.put(battle_id, { ticket, team });
        navigate(`/battle/${battle_id}`);
      } catch (failure) {
        setError(messageOf(failure));
        setBusy(false);
      }
    },
  };
}
