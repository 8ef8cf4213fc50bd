import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";

const NAVIGATED = "plateau:navigated";

let navigated = false;

/** Whether the visitor went from one page to another: the first one keeps the focus where the browser put it. */
export function hasNavigated(): boolean {
  return navigated;
}

/** Goes to another page without a reload; `/replays?q=ann#turn=3` names a search and a place as well. */
export function navigate(to: string): void {
  history.pushState(null, "", to);
  navigated = true;
  dispatchEvent(new Event(NAVIGATED));
  scrollTo(0, 0);
}

/** Puts another search or place into the address of the same page; the way back does not stop there. */
export function replaceAddress(to: string): void {
  history.replaceState(history.state, "", to);
  dispatchEvent(new Event(NAVIGATED));
}

/** The part of the address that `read` takes, as it is now. */
function useAddress(read: () => string): string {
  const [value, setValue] = useState(read);
  useEffect(() => {
    const update = () => setValue(read());
    const back = () => {
      navigated = true;
      update();
    };
    addEventListener("popstate", back);
    addEventListener("hashchange", update);
    addEventListener(NAVIGATED, update);
    return () => {
      removeEventListener("popstate", back);
      removeEventListener("hashchange", update);
      removeEventListener(NAVIGATED, update);
    };
  }, []);
  return value;
}

export const usePath = () => useAddress(() => location.pathname);

/** The place in the page, without its `#`. */
export const useHash = () => useAddress(() => location.hash.slice(1));

/** Filters that are kept in the address, so that they can be shared and gone back to. An empty one is left out. */
export function useQuery(): [URLSearchParams, (changes: Record<string, string | null>) => void] {
  const search = useAddress(() => location.search);
  const query = useMemo(() => new URLSearchParams(search), [search]);
  const change = (changes: Record<string, string | null>) => {
    const next = new URLSearchParams(location.search);
    for (const [key, value] of Object.entries(changes)) {
      if (value === null || value === "") next.delete(key);
      else next.set(key, value);
    }
    const text = next.toString();
    replaceAddress(`${location.pathname}${text === "" ? "" : `?${text}`}${location.hash}`);
  };
  return [query, change];
}

interface LinkProps {
  to: string;
  class?: string;
  "aria-current"?: "page" | undefined;
  "aria-label"?: string;
  children: ComponentChildren;
}

/** An anchor that navigates in place, unless the visitor asks for a new tab. */
export function Link({ to, children, ...rest }: LinkProps) {
  return (
    <a
      href={to}
      {...rest}
      onClick={(event) => {
        if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        navigate(to);
      }}
    >
      {children}
    </a>
  );
}
