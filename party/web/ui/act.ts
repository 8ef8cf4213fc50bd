import { useRef, useState } from "preact/hooks";
import { messageOf } from "../api.ts";
import { toast } from "./announce.tsx";

/** Something that a visitor does and that may fail. */
export interface Act {
  busy: boolean;
  /** Why it failed the last time; `null` while it has not. */
  error: string | null;
  /**
   * Does it, one at a time, and says so.
   *
   * @returns whether it was done
   */
  run(work: () => Promise<unknown>, done?: string): Promise<boolean>;
}

export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const working = useRef(false);
  return {
    busy,
    error,
    async run(work, done) {
      if (working.current) return false;
      working.current = true;
      setBusy(true);
      setError(null);
      try {
        await work();
        if (done !== undefined) toast(done);
        return true;
      } catch (failure) {
        setError(messageOf(failure));
        return false;
      } finally {
        working.current = false;
        setBusy(false);
      }
    },
  };
}
