import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { LeaguesView } from "../../../functions/_shared/schema/pages.ts";
import { Link } from "../routes.tsx";
import type { PageProps } from "../site.ts";
import { PageHeading } from "../ui/heading.tsx";
import { Nothing } from "../ui/states.tsx";
import { Shown, useLive } from "../ui/view.tsx";
import { plural } from "./words.ts";

/** The leagues, the one that began a season last first. */
export function LeaguesPage({ live }: PageProps) {
  const view = useLive(live, "leagues", LeaguesView);
  return (
    <>
      <PageHeading title="Leagues" about="Seasons of teams that drafted their Pokémon, and their results." />
      <section class="card" aria-label="Leagues">
        <Shown view={view} what="the leagues" lines={6}>
          {({ leagues }) =>
            leagues.length === 0 ? (
              <Nothing>
                No league has been founded yet. Whoever runs this site creates the first one; until then,{" "}
                <Link to="/">play on the ladder</Link>.
              </Nothing>
            ) : (
              <ul class="list">
                {leagues.map(({ league_id, slug, league, seasons, season_id, season, format }) => (
                  <li key={league_id}>
                    <div class="grow">
                      <h2>
                        <Link to={`/league/${slug}`}>
                          <bdi>{league}</bdi>
                        </Link>
                      </h2>
                      <div class="muted small">
                        {plural(seasons, "season")}
                        {format !== null && ` · ${formatName(format)}`}
                      </div>
                    </div>
                    {season_id !== null && (
                      <Link class="button" to={`/season/${season_id}`}>
                        <bdi>{season}</bdi>
                      </Link>
                    )}
                  </li>
                ))}
              </ul>
            )
          }
        </Shown>
      </section>
    </>
  );
}
