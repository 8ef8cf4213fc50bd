import { useState } from "preact/hooks";
import { messageOf } from "../api.ts";
import { navigate } from "../routes.tsx";
import { Failure } from "../ui/states.tsx";
import { opened, openReplay } from "./file.ts";

/** Takes a replay's file, chosen or dropped, and shows it. */
export function DropReplay() {
  const [over, setOver] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const open = async (file: File | undefined) => {
    setOver(false);
    if (file === undefined) return;
    setError(null);
    try {
      opened.set(await openReplay(file));
      navigate("/viewer");
    } catch (failure) {
      setError(messageOf(failure));
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: who cannot drop a file has the field inside
    <div
      class={over ? "drop over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        void open(event.dataTransfer?.files[0]);
      }}
    >
      <label>
        Open a replay file: drop it here, or choose it
        <input
          type="file"
          accept=".log,.txt,.json,.html,.htm"
          onChange={(event) => {
            const input = event.currentTarget;
            void open(input.files?.[0]).then(() => {
              input.value = "";
            });
          }}
        />
      </label>
      <p class="muted small">
        A .log, .json or .html of Plateau or Showdown. It is read in your browser alone.
      </p>
      {error !== null && <Failure what="Cannot open the file" why={error} />}
    </div>
  );
}
