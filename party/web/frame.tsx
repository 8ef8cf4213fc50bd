import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { type Api, messageOf } from "./api.ts";
import { ADMIN_LINK, LINKS } from "./pages.ts";
import { Link, navigate } from "./routes.tsx";
import { DiscordLink } from "./session/discord-link.tsx";
import { signOut } from "./session/entry.ts";
import { hasRole, useRoles } from "./session/roles.ts";
import type { Viewer } from "./session/session.ts";
import { toast } from "./ui/announce.tsx";
import { ThemeButton } from "./ui/theme.tsx";

interface TopProps {
  api: Api;
  viewer: Viewer | null | undefined;
  path: string;
}

/** What stands above every page: the way home, the other pages, the colours, and who is signed in. */
export function Top({ api, viewer, path }: TopProps) {
  const [open, setOpen] = useState(false);
  const { roles } = useRoles(api, viewer);
  useEffect(() => setOpen(false), [path]);
  // At once: a key may come before the next frame.
  useLayoutEffect(() => {
    if (!open) return;
    const close = (event: KeyboardEvent) => {
      if (event.key === "Escape") setOpen(false);
    };
    addEventListener("keydown", close);
    return () => removeEventListener("keydown", close);
  }, [open]);
  return (
    <header class="top">
      <button
        type="button"
        class="icon menu"
        aria-expanded={open}
        aria-controls="pages"
        aria-label="Pages"
        onClick={() => setOpen(!open)}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2">
          <path d={open ? "M6 6l12 12M18 6 6 18" : "M4 7h16M4 12h16M4 17h16"} />
        </svg>
      </button>
      <Link to="/" class="brand">
        <img src="/favicon.svg" alt="" width="28" height="28" /> Plateau
      </Link>
      <div id="pages" class={open ? "panel open" : "panel"}>
        <nav aria-label="Pages">
          <ul>
            {[...LINKS, ...(roles && hasRole(roles) ? [ADMIN_LINK] : [])].map(
              ({ to, label, sections = [to] }) => (
                <li key={to}>
                  <Link
                    to={to}
                    aria-current={sections.some((section) => isAt(path, section)) ? "page" : undefined}
                  >
                    {label}
                  </Link>
                </li>
              ),
            )}
          </ul>
        </nav>
        {viewer && <Account api={api} viewer={viewer} />}
      </div>
      <ThemeButton />
    </header>
  );
}

function isAt(path: string, section: string): boolean {
  return path === section || (section !== "/" && path.startsWith(`${section}/`));
}

function Account({ api, viewer }: { api: Api; viewer: Viewer }) {
  return (
    <div class="account">
      <span class="who" title={viewer.name}>
        <bdi>{viewer.name}</bdi>
      </span>
      {viewer.guest && <span class="tag">guest</span>}
      <DiscordLink api={api} />
      <button
        type="button"
        class="quiet small"
        onClick={() => {
          // A seat in a battle is given up with its page.
          if (isAt(location.pathname, "/battle")) navigate("/");
          signOut(api).catch((failure: unknown) => toast(`Cannot sign out: ${messageOf(failure)}`, "error"));
        }}
      >
        Sign out
      </button>
    </div>
  );
}
