import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { hasNavigated } from "../routes.tsx";

/** What stands in the window's title while a page shows it; the page's own name comes first. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === "" ? "Plateau" : `${title} · Plateau`;
  }, [title]);
}

interface HeadingProps {
  /** In words, for the window's title. */
  title: string;
  /** Another look of the same, such as names that keep their direction; the title by default. */
  children?: ComponentChildren;
  /** One line of what the page is about. */
  about?: ComponentChildren;
  /** What can be done with the whole page. */
  actions?: ComponentChildren;
}

/** A page's first heading. After a navigation it has the focus, so that keys and screen readers begin at the page. */
export function PageHeading({ title, children, about, actions }: HeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useLayoutEffect(() => {
    if (hasNavigated()) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <header class="page-head">
      <div class="grow">
        <h1 ref={heading} tabIndex={-1}>
          {children ?? title}
        </h1>
        {about !== undefined && <p class="muted">{about}</p>}
      </div>
      {actions !== undefined && <div class="row">{actions}</div>}
    </header>
  );
}
