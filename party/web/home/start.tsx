import { useState } from "preact/hooks";
import { FormatId } from "../../../functions/_shared/schema/ids.ts";
import { type Api, messageOf } from "../api.ts";
import { OFFERED } from "../formats.ts";
import { navigate } from "../routes.tsx";

/** Opens a battle that anyone may join, and goes to it. */
export function Start({ api }: { api: Api }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const format = new FormData(event.currentTarget as HTMLFormElement).get("format");
    setBusy(true);
    setError(null);
    try {
      const room = await api.createRoom({ format: FormatId.parse(format) });
      navigate(`/battle/${room.battle_id}`);
    } catch (failure) {
      setError(messageOf(failure));
      setBusy(false);
    }
  };

  return (
    <section class="card" aria-labelledby="start-title">
      <h2 id="start-title">Play</h2>
      <form class="row" onSubmit={submit}>
        <label>
          <span class="hidden">Format</span>
          <select name="format">
            {OFFERED.map((format) => (
              <option key={format.id} value={format.id}>
                {format.name}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" class="primary" disabled={busy}>
          {busy ? "Opening a room…" : "Start a battle"}
        </button>
      </form>
      {error !== null && (
        <p class="notice error" role="alert">
          Cannot start a battle: {error}
        </p>
      )}
    </section>
  );
}
