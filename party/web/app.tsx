import { useEffect, useMemo } from "preact/hooks";
import { BattleId } from "../../functions/_shared/schema/ids.ts";
import type { Api } from "./api.ts";
import { Top } from "./frame.tsx";
import { Handoffs } from "./handoff.ts";
import type { Live } from "./live.ts";
import { Searching } from "./lobby/searching.tsx";
import { useSearch } from "./lobby/use-search.ts";
import { type Found, type PageEntry, pageAt } from "./pages.ts";
import { Link, usePath } from "./routes.tsx";
import { useViewer } from "./session/session.ts";
import type { Site } from "./site.ts";
import { Announcements } from "./ui/announce.tsx";
import { PageHeading } from "./ui/heading.tsx";
import { Later } from "./ui/later.tsx";

interface AppProps {
  api: Api;
  live: Live;
}

/** The frame around every page, and the page that the address names. */
export function App({ api, live }: AppProps) {
  const path = usePath();
  const viewer = useViewer(api);
  const handoffs = useMemo(() => new Handoffs(), []);
  const search = useSearch(api, handoffs, viewer?.userId ?? null);
  useEffect(() => loadAhead(document), []);
  const found = pageAt(path);
  const at = found?.entry.path === "/battle/:id" ? BattleId.parse(found.params.id) : null;
  return (
    <>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <Top api={api} viewer={viewer} path={path} />
      <main id="main" tabIndex={-1}>
        <Searching search={search} at={at} />
        {found === null ? <Missing /> : <Page found={found} site={{ api, live, viewer, handoffs, search }} />}
      </main>
      <footer class="foot">
        Plateau is not affiliated with Nintendo, Game Freak or The Pokémon Company.
      </footer>
      <Announcements />
    </>
  );
}

function Page({ found, site }: { found: Found; site: Site }) {
  const { entry, params } = found;
  return <Later key={entry.path} load={entry.load} what={entry.what} props={{ ...site, params }} />;
}

function Missing() {
  return (
    <section class="card">
      <PageHeading title="No such page" />
      <p>
        This address leads nowhere. Check it, or <Link to="/">go to the live battles</Link>.
      </p>
    </section>
  );
}

/** Fetches a page's code as soon as somebody points at a link to it, so that it is there when they follow it. */
function loadAhead(root: Document): () => void {
  const asked = new Set<PageEntry>();
  const look = ({ target }: Event) => {
    const link = target instanceof Element ? target.closest("a") : null;
    const entry = link?.origin === location.origin ? pageAt(link.pathname)?.entry : undefined;
    if (entry === undefined || asked.has(entry)) return;
    asked.add(entry);
    // Whoever follows the link hears of the failure.
    entry.load().catch(() => asked.delete(entry));
  };
  root.addEventListener("pointerover", look);
  root.addEventListener("focusin", look);
  return () => {
    root.removeEventListener("pointerover", look);
    root.removeEventListener("focusin", look);
  };
}
