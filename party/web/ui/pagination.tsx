import { Link } from "../routes.tsx";

interface PaginationProps {
  /** What is paged: "replays". */
  what: string;
  /** From 1. */
  page: number;
  pages: number;
  /** The address of a page. */
  to: (page: number) => string;
}

/** The way through a long list, a page at a time. */
export function Pagination({ what, page, pages, to }: PaginationProps) {
  if (pages <= 1) return null;
  return (
    <nav class="pages" aria-label={`Pages of ${what}`}>
      {page > 1 ? (
        <Link class="button" to={to(page - 1)}>
          ← Previous
        </Link>
      ) : null}
      <span class="number" aria-current="page">
        Page {page} of {pages}
      </span>
      {page < pages ? (
        <Link class="button" to={to(page + 1)}>
          Next →
        </Link>
      ) : null}
    </nav>
  );
}
