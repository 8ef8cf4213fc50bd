import "./style/index.css";
import { render } from "preact";
import * as z from "zod";
import { createApi, messageOf } from "./api.ts";
import { App } from "./app.tsx";
import { loadConfig } from "./config.ts";
import { connectLive } from "./live.ts";
import { pageAt } from "./pages.ts";
import { settleReturn } from "./session/returning.ts";
import { toast } from "./ui/announce.tsx";

// The page's content policy forbids code made from text, which zod's compiled validators are.
z.config({ jitless: true });

const root = document.getElementById("app");
if (root === null) throw new Error("Cannot start: the page has no element 'app'");

// The code of the page that is looked for comes beside the configuration; whoever draws it hears of a failure.
pageAt(location.pathname)
  ?.entry.load()
  .catch(() => undefined);

loadConfig().then(
  (config) => {
    const api = createApi(config);
    settleReturn(api).then(
      (sentence) => sentence !== null && toast(sentence, "error"),
      (error: unknown) => toast(`Cannot sign in: ${messageOf(error)}`, "error"),
    );
    render(<App api={api} live={connectLive(location.host)} />, root);
  },
  (error: unknown) =>
    render(
      <main>
        <section class="card">
          <h1>The league cannot be reached</h1>
          <p role="alert">{messageOf(error)}</p>
          <p>
            It may be starting. <a href={location.pathname}>Try again</a>.
          </p>
        </section>
      </main>,
      root,
    ),
);
