import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { type Api, messageOf } from "./api.ts";
import { ADMIN_LINK, LINKS } from "./pages.ts";
import { Link } from "./routes.tsx";
import { signOut } from "./session/entry.ts";
import { hasRole, useRoles } from "./session/roles.ts";
import type { Viewer } from "./session/session.ts";
import { toast } from "./ui/announce.tsx";
import { Dialog } from "./ui/dialog.tsx";
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
            {[...LINKS, ...(roles && hasRole(roles) ? [ADMIN_LINK] : [])].map(({ to, label, section }) => (
              <li key={to}>
                <Link to={to} aria-current={isAt(path, section ?? to) ? "page" : undefined}>
                  {label}
                </Link>
              </li>
            ))}
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
        onClick={() =>
          signOut(api).catch((failure: unknown) => toast(`Cannot sign out: ${messageOf(failure)}`, "error"))
        }
      >
        Sign out
      </button>
    </div>
  );
}

/** Gives the command that links the viewer's Discord account. */
function DiscordLink({ api }: { api: Api }) {
  const [code, setCode] = useState<string | null>(null);
  const ask = () =>
    api.discordCode().then(
      (given) => setCode(given.code),
      (failure: unknown) => toast(`Cannot link Discord: ${messageOf(failure)}`, "error"),
    );
  return (
    <>
      <button type="button" class="quiet small" aria-haspopup="dialog" onClick={ask}>
        Link Discord
      </button>
      {code !== null && (
        <Dialog title="Link your Discord account" close={() => setCode(null)}>
          <p>Say this in your league's Discord server within ten minutes:</p>
          <p class="code">
            <output>/link account code:{code}</output>
          </p>
          <div class="ends">
            <button type="button" class="primary" onClick={() => setCode(null)}>
              Done
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
