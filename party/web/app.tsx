import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Api, messageOf } from "./api.ts";
import type { BattlePageProps } from "./battle/page.tsx";
import { Home } from "./home/page.tsx";
import type { Live } from "./live.ts";
import { Link, useRoute } from "./routes.tsx";
import { signOut } from "./session/entry.ts";
import { useViewer, type Viewer } from "./session/session.ts";

interface AppProps {
  api: Api;
  live: Live;
}

/** The frame around every page, and the page that the address names. */
export function App({ api, live }: AppProps) {
  const route = useRoute();
  const viewer = useViewer(api);
  return (
    <>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="top">
        <Link to="/" class="brand">
          <img src="/favicon.svg" alt="" width="28" height="28" /> Plateau
        </Link>
        <Account api={api} viewer={viewer} />
      </header>
      <main id="main" tabIndex={-1}>
        {route.page === "home" && <Home api={api} live={live} viewer={viewer} />}
        {route.page === "battle" && (
          <Battle key={route.id} api={api} live={live} viewer={viewer} id={route.id} />
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

function Account({ api, viewer }: { api: Api; viewer: Viewer | null | undefined }) {
  const [error, setError] = useState<string | null>(null);
  if (!viewer) return <div class="account" />;
  return (
    <div class="account">
      <span class="who">
        <bdi>{viewer.name}</bdi>
        {viewer.guest && <span class="tag">guest</span>}
      </span>
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

/** The battle page, fetched when it is first wanted: most visitors of the first page never need its code. */
function Battle(props: BattlePageProps) {
  const [page, setPage] = useState<{ Page: ComponentType<BattlePageProps> } | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    import("./battle/page.tsx").then(
      (module) => setPage({ Page: module.BattlePage }),
      (failure: unknown) => setError(messageOf(failure)),
    );
  }, []);
  if (error !== null) {
    return (
      <p class="notice error" role="alert">
        Cannot load the battle page: {error}. Check your connection and reload.
      </p>
    );
  }
  return page === null ? <p class="muted loading">Loading the battle…</p> : <page.Page {...props} />;
}
