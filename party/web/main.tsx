import "./style/index.css";
import { render } from "preact";
import * as z from "zod";
import { createApi, messageOf } from "./api.ts";
import { App } from "./app.tsx";
import { loadConfig } from "./config.ts";
import { connectLive } from "./live.ts";
import { pageAt } from "./pages.ts";

// The page's content policy forbids code made from text, which zod's compiled validators are.
z.config({ jitless: true });

const root = document.getElementById("app");
if (root === null) throw new Error("Cannot start: the page has no element 'app'");

// The code of the page that is looked for comes beside the configuration; whoever draws it hears of a failure.
pageAt(location.pathname)
  ?.entry.load()
  .catch(() => undefined);

loadConfig().then(
  (config) => render(<App api={createApi(config)} live={connectLive(location.host)} />, root),
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
