import { useMemo, useState } from "preact/hooks";
import { type Api, messageOf } from "./api.ts";
import { Handoffs } from "./handoff.ts";
import { Home } from "./home/page.tsx";
import { Later } from "./later.tsx";
import type { Live } from "./live.ts";
import { Searching } from "./lobby/searching.tsx";
import { useSearch } from "./lobby/use-search.ts";
import { Link, useRoute } from "./routes.tsx";
import { signOut } from "./session/entry.ts";
import { useViewer, type Viewer } from "./session/session.ts";

/** What the way to the ladder leads to first. */
const FIRST_LADDER = "gen9randombattle";

interface AppProps {
  api: Api;
  live: Live;
}

const loadBattlePage = () => import("./battle/page.tsx").then((module) => module.BattlePage);
const loadLadderPage = () => import("./ladder/page.tsx").then((module) => module.LadderPage);
const loadTeamsPage = () => import("./teams/page.tsx").then((module) => module.TeamsPage);

/** The frame around every page, and the page that the address names. */
export function App({ api, live }: AppProps) {
  const route = useRoute();
  const viewer = useViewer(api);
  const handoffs = useMemo(() => new Handoffs(), []);
  const search = useSearch(api, handoffs, viewer?.userId ?? null);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="top">
        <Link to="/" class="brand">
          <img src="/favicon.svg" alt="" width="28" height="28" /> Plateau
        </Link>
        <nav aria-label="Pages">
          <Link to={`/ladder/${FIRST_LADDER}`}>Ladder</Link>
        </nav>
        <Account api={api} viewer={viewer} />
      </header>
      <main id="main" tabIndex={-1}>
        <Searching search={search} at={route.page === "battle" ? route.id : null} />
        {route.page === "home" && (
          <Home api={api} live={live} viewer={viewer} handoffs={handoffs} search={search} />
        )}
        {route.page === "battle" && (
          <Later
            key={route.id}
            load={loadBattlePage}
            what="the battle"
            props={{ api, live, viewer, handoffs, search, id: route.id }}
          />
        )}
        {route.page === "teams" && (
          <Later key="teams" load={loadTeamsPage} what="your teams" props={{ api, viewer }} />
        )}
        {route.page === "ladder" && (
          <Later
            key="ladder"
            load={loadLadderPage}
            what="the ladder"
            props={{ live, viewer, format: route.format }}
          />
        )}
        {route.page === "missing" && (
          <section class="card">
            <h1>No such page</h1>
            <p>
              This address leads nowhere. <Link to="/">Go to the live battles</Link>.
            </p>
          </section>
        )}
      </main>
    </>
  );
}

/** Gives the command that links the viewer's Discord account. */
function DiscordLink({ api }: { api: Api }) {
  const [said, setSaid] = useState<string | null>(null);
  const ask = async () => {
    try {
      setSaid(`Say in Discord within ten minutes: /link account code:${(await api.discordCode()).code}`);
    } catch (failure) {
      setSaid(`Cannot link Discord: ${messageOf(failure)}`);
    }
  };
  return (
    <>
      <button type="button" class="quiet" onClick={ask}>
        Link Discord
      </button>
      {said !== null && <output>{said}</output>}
    </>
  );
}

function Account({ api, viewer }: { api: Api; viewer: Viewer | null | undefined }) {
  const [error, setError] = useState<string | null>(null);
  if (!viewer) return <div class="account" />;
  return (
    <div class="account">
      <span class="who">
        <bdi>{viewer.name}</bdi>
        {viewer.guest && <span class="tag">guest</span>}
      </span>
      <DiscordLink api={api} />
      <button
        type="button"
        class="quiet"
        onClick={() => signOut(api).catch((failure: unknown) => setError(messageOf(failure)))}
      >
        Sign out
      </button>
      {error !== null && (
        <span class="error" role="alert">
          Cannot sign out: {error}
        </span>
      )}
    </div>
  );
}
