import { useLayoutEffect, useRef } from "preact/hooks";
import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { SeasonView } from "../../../functions/_shared/schema/pages.ts";
import { Link, navigate } from "../routes.tsx";
import type { PageProps } from "../site.ts";
import { PageHeading, useTitle } from "../ui/heading.tsx";
import { Shown, useLive } from "../ui/view.tsx";
import { AllTime } from "./all-time.tsx";
import { HeadToHead } from "./head-to-head.tsx";
import type { PartProps } from "./part.ts";
import { Players } from "./players.tsx";
import { Pokemon } from "./pokemon.tsx";
import { Race } from "./race.tsx";
import { Records } from "./records.tsx";
import { Schedule } from "./schedule.tsx";
import { SECTIONS, type Section, sectionAt } from "./sections.ts";
import { Standings } from "./standings.tsx";
import { Stats } from "./stats.tsx";
import { Teams } from "./teams.tsx";

/** A season of a league, in parts. */
export function SeasonPage({ live, viewer, params }: PageProps) {
  const id = params.id ?? "";
  const section = sectionAt(params.section) ?? SECTIONS[0];
  const view = useLive(live, `season:${id}`, SeasonView);
  return (
    <Shown view={view} what="the season" lines={10} missing={<NoSeason />}>
      {(season) => (
        <>
          <Heading season={season} section={section} />
          <Sections id={id} chosen={section} />
          <div class="stack">
            <Part key={`${id}/${section.key}`} {...{ live, season, section }} viewerId={viewer?.userId} />
          </div>
        </>
      )}
    </Shown>
  );
}

function Heading({ season, section }: { season: SeasonView; section: Section }) {
  useTitle(`${season.season}: ${section.label}`);
  return (
    <PageHeading
      title={`${season.season}: ${section.label}`}
      about={
        <>
          <Link to={`/league/${season.slug}`}>
            <bdi>{season.league}</bdi>
          </Link>{" "}
          · {formatName(season.format)}
          {season.best_of > 1 && ` · best of ${season.best_of}`}
        </>
      }
      actions={season.seasons.length > 1 && <OtherSeasons season={season} section={section} />}
    >
      <bdi>{season.season}</bdi>
    </PageHeading>
  );
}

function OtherSeasons({ season, section }: { season: SeasonView; section: Section }) {
  return (
    <label>
      <span class="hidden">Season</span>
      <select
        value={season.season_id}
        onChange={(event) => navigate(addressOf(event.currentTarget.value, section))}
      >
        {season.seasons.map((other) => (
          <option key={other.season_id} value={other.season_id}>
            {other.season}
          </option>
        ))}
      </select>
    </label>
  );
}

function Sections({ id, chosen }: { id: string; chosen: Section }) {
  const bar = useRef<HTMLElement>(null);
  // On a small screen the bar scrolls: the part that is shown is in sight.
  useLayoutEffect(() => {
    const link = bar.current?.querySelector<HTMLElement>("[aria-current]");
    if (bar.current && link) bar.current.scrollLeft = link.offsetLeft - bar.current.clientWidth / 3;
  }, [chosen]);
  return (
    <nav class="sections" aria-label="Parts of the season" ref={bar}>
      <ul>
        {SECTIONS.map((section) => (
          <li key={section.key}>
            <Link to={addressOf(id, section)} aria-current={section === chosen ? "page" : undefined}>
              {section.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function addressOf(id: string, { key }: Section): string {
  return key === "" ? `/season/${id}` : `/season/${id}/${key}`;
}

function Part({ section, ...props }: PartProps & { section: Section }) {
  const { live, season } = props;
  switch (section.key) {
    case "":
      return <Standings {...props} />;
    case "schedule":
      return <Schedule {...props} />;
    case "teams":
      return <Teams {...props} />;
    case "players":
      return <Players {...props} />;
    case "head-to-head":
      return <HeadToHead {...props} />;
    case "stats":
      return <Stats {...props} />;
    case "pokemon":
      return <Pokemon {...props} />;
    case "race":
      return <Race {...props} />;
    case "records":
      return <Records {...props} />;
    case "all-time":
      return <AllTime live={live} seasonId={season.season_id} />;
  }
}

function NoSeason() {
  return (
    <section class="card">
      <PageHeading title="No such season" />
      <p>
        There is no season at this address. <Link to="/leagues">See all leagues</Link>.
      </p>
    </section>
  );
}
