import "../style/index.css";
import { render } from "preact";
import * as z from "zod";
import { unescapeLog } from "../../../functions/_shared/battle/log-in-page.ts";
import { publicLines } from "../replay/timeline.ts";
import { toldOf } from "../replay/told.ts";
import { ReplayViewer } from "../replay/viewer.tsx";

/** What a saved replay runs: the viewer of the site, with the log that lies in the page itself. It asks no network. */

// The page's content policy forbids code made from text, which zod's compiled validators are.
z.config({ jitless: true });

const root = document.getElementById("app");
const data = document.querySelector(".battle-log-data");
if (root === null || data === null) throw new Error("Cannot show the replay: the page holds no battle log");

const lines = publicLines(unescapeLog(data.textContent ?? ""));
const { players, format } = toldOf(lines);

render(
  <main>
    <div class="battle replay">
      <header class="page-head">
        <div class="grow">
          <h1>
            <bdi>{players.p1 ?? "?"}</bdi> vs <bdi>{players.p2 ?? "?"}</bdi>
          </h1>
          {format !== null && (
            <p class="muted">
              <bdi>{format}</bdi>
            </p>
          )}
        </div>
      </header>
      <ReplayViewer log={lines} players={players} own={null} />
    </div>
  </main>,
  root,
);
