import { useState } from "preact/hooks";

/** Light, dark, or as the visitor's system is set. The page's head has read the choice before anything was drawn. */
const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

/** Also read by the script in index.html. */
const KEY = "plateau:theme";

const LABELS: Record<Theme, string> = { auto: "as your system", light: "light", dark: "dark" };

export function ThemeButton() {
  const [theme, setTheme] = useState(kept);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
  return (
    <button
      type="button"
      class="icon"
      title={`Colours: ${LABELS[theme]}`}
      aria-label={`Colours: ${LABELS[theme]}. Change to ${LABELS[next]}`}
      onClick={() => {
        setTheme(next);
        use(next);
        keep(next);
      }}
    >
      <Icon theme={theme} />
    </button>
  );
}

function Icon({ theme }: { theme: Theme }) {
  const stroke = {
    fill: "none",
    stroke: "currentColor",
    "stroke-width": 2,
    "stroke-linecap": "round",
  } as const;
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" {...stroke}>
      {theme === "light" && (
        <>
          <circle cx="12" cy="12" r="4" />
          <path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4" />
        </>
      )}
      {theme === "dark" && <path d="M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5Z" />}
      {theme === "auto" && (
        <>
          <circle cx="12" cy="12" r="8" />
          <path d="M12 4a8 8 0 0 1 0 16Z" fill="currentColor" />
        </>
      )}
    </svg>
  );
}

function kept(): Theme {
  try {
    const theme = localStorage.getItem(KEY);
    return THEMES.find((known) => known === theme) ?? "auto";
  } catch {
    // A browser that keeps nothing follows its system.
    return "auto";
  }
}

function use(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function keep(theme: Theme): void {
  try {
    if (theme === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // It holds until the page is left.
  }
}
