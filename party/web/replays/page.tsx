import { SpoilerToggle, useSpoilerFree } from "../league/spoilers.tsx";
import { DropReplay } from "../replay/drop.tsx";
import { Link, useQuery } from "../routes.tsx";
import type { PageProps } from "../site.ts";
import { PageHeading } from "../ui/heading.tsx";
import { Nothing } from "../ui/states.tsx";
import { Shown, useView } from "../ui/view.tsx";
import { Filters } from "./filters.tsx";
import { ReplayRow } from "./replay-row.tsx";
import { FIELDS, findReplays, wantedIn } from "./rows.ts";

/** Replays, searched by players, format, Pokémon and day; the search is in the address. */
export function ReplaysPage({ api }: PageProps) {
  const [query] = useQuery();
  const wanted = wantedIn(query);
  const spoilerFree = useSpoilerFree();
  const key = JSON.stringify(wanted);
  const view = useView(key, () => findReplays(api, wanted));
  const searching = FIELDS.some((field) => wanted[field] !== "");
  const newest = addressOf(query, null);
  return (
    <div class="stack">
      <PageHeading
        title="Replays"
        about="Every battle that is over, the latest first."
        actions={<SpoilerToggle />}
      />
      <Filters api={api} wanted={wanted} />
      <section class="card" aria-label="Replays found">
        <Shown view={view} what="the replays" lines={10}>
          {({ replays, next }) => (
            <>
              {replays.length > 0 && (
                <ul class="list">
                  {replays.map((replay) => (
                    <ReplayRow key={replay.id} replay={replay} spoilerFree={spoilerFree} />
                  ))}
                </ul>
              )}
              {replays.length === 0 && next === null && (
                <Nothing action={searching ? <Link to="/replays">Show all replays</Link> : undefined}>
                  {searching
                    ? "No replay fits. Check how the names are spelt, or leave something out."
                    : wanted.after !== ""
                      ? "There is nothing older."
                      : "No battle has ended yet. The first replay appears here by itself."}
                </Nothing>
              )}
              {replays.length === 0 && next !== null && (
                <Nothing>None among the latest thousand. There may be older ones.</Nothing>
              )}
              {(wanted.after !== "" || next !== null) && (
                <nav class="pages" aria-label="Pages of replays">
                  {wanted.after !== "" && (
                    <Link class="button" to={newest}>
                      ← Newest
                    </Link>
                  )}
                  {next !== null && (
                    <Link class="button" to={addressOf(query, next)}>
                      Older →
                    </Link>
                  )}
                </nav>
              )}
            </>
          )}
        </Shown>
      </section>
      <DropReplay />
    </div>
  );
}

/** The address of the same search, behind a place in its list. */
function addressOf(query: URLSearchParams, after: string | null): string {
  const next = new URLSearchParams(query);
  if (after === null) next.delete("after");
  else next.set("after", after);
  const text = next.toString();
  return text === "" ? "/replays" : `/replays?${text}`;
}
