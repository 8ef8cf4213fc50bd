import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { offeredFormat } from "../../functions/_shared/battle/formats.ts";
import { BattleId } from "../../functions/_shared/schema/ids.ts";

/** A page of the client. Later pages add a member here and a case in `app.tsx`. */
export type Route =
  | { page: "home" }
  | { page: "battle"; id: BattleId }
  | { page: "teams" }
  | { page: "ladder"; format: string }
  | { page: "missing" };

/** The page that a path names. */
export function routeOf(path: string): Route {
  const [first, second, ...rest] = path.split("/").filter((part) => part !== "");
  if (first === undefined) return { page: "home" };
  if (first === "teams" && second === undefined) return { page: "teams" };
  if (first === "ladder" && rest.length === 0 && second !== undefined && offeredFormat(second) !== null) {
    return { page: "ladder", format: second };
  }
  if (first === "battle" && rest.length === 0) {
    const id = BattleId.safeParse(second);
    if (id.success) return { page: "battle", id: id.data };
  }
  return { page: "missing" };
}

const NAVIGATED = "plateau:navigated";

/** Goes to another page without a reload. */
export function navigate(path: string): void {
  history.pushState(null, "", path);
  dispatchEvent(new Event(NAVIGATED));
  scrollTo(0, 0);
}

/** The page the address names now. */
export function useRoute(): Route {
  const [path, setPath] = useState(location.pathname);
  useEffect(() => {
    const read = () => setPath(location.pathname);
    addEventListener("popstate", read);
    addEventListener(NAVIGATED, read);
    return () => {
      removeEventListener("popstate", read);
      removeEventListener(NAVIGATED, read);
    };
  }, []);
  return routeOf(path);
}

interface LinkProps {
  to: string;
  class?: string;
  children: ComponentChildren;
}

/** An anchor that navigates in place, unless the visitor asks for a new tab. */
export function Link({ to, class: className, children }: LinkProps) {
  return (
    <a
      href={to}
      class={className}
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
