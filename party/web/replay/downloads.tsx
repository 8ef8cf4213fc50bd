import { useState } from "preact/hooks";
import { messageOf } from "../api.ts";
import { toast } from "../ui/announce.tsx";
import { saveFile } from "../ui/csv.ts";
import { htmlOf, jsonOf, type ReplayRecord } from "./record.ts";

/** The replay as files to keep, and the address of this moment. */
export function Downloads({ record }: { record: ReplayRecord }) {
  const [busy, setBusy] = useState(false);
  const name = `${record.id}-${record.format ?? "battle"}`.replace(/[^\w-]+/g, "-");
  const savePage = async () => {
    setBusy(true);
    try {
      const response = await fetch("/offline/replay.html");
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      saveFile(`${name}.html`, htmlOf(await response.text(), record), "text/html;charset=utf-8");
    } catch (error) {
      toast(`Cannot write the page: ${messageOf(error)}`, "error");
    } finally {
      setBusy(false);
    }
  };
  const copyAddress = () =>
    navigator.clipboard.writeText(location.href).then(
      () => toast("The address of this moment is copied."),
      () => toast("Copy the address by hand: the browser did not allow it.", "error"),
    );
  return (
    <section class="card downloads" aria-labelledby="downloads-title">
      <h2 id="downloads-title">Keep and share</h2>
      <div class="row">
        <button type="button" onClick={copyAddress}>
          Copy address
        </button>
        <button
          type="button"
          onClick={() => saveFile(`${name}.log`, record.log, "text/plain;charset=utf-8")}
          aria-label="Download the battle log (.log)"
        >
          .log
        </button>
        <button
          type="button"
          onClick={() => saveFile(`${name}.json`, jsonOf(record), "application/json")}
          aria-label="Download as JSON (.json)"
        >
          .json
        </button>
        <button type="button" disabled={busy} onClick={savePage}>
          {busy ? "Writing…" : "Offline page (.html)"}
        </button>
      </div>
    </section>
  );
}
