import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { TeamView } from "../../../functions/_shared/schema/pages.ts";
import { Figure } from "../league/figure.tsx";
import { Fixtures } from "../league/fixtures.tsx";
import { PlayerLink } from "../league/names.tsx";
import { SpoilerToggle, useSpoilerFree } from "../league/spoilers.tsx";
import { barsOf, plural, recordOf, signed } from "../league/words.ts";
import { Link } from "../routes.tsx";
import { COLUMNS as SCHEDULE } from "../season/schedule.tsx";
import type { PageProps } from "../site.ts";
import { CsvButton } from "../ui/csv-button.tsx";
import { PageHeading } from "../ui/heading.tsx";
import { SpeciesIcon } from "../ui/species-icon.tsx";
import { Nothing } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { Shown, useLive } from "../ui/view.tsx";

type Pokemon = TeamView["pokemon"][number];

/** A team of a season: its place, its Pokémon with what each has done, its matches. */
export function TeamPage({ live, params }: PageProps) {
  const view = useLive(live, `team:${params.id ?? ""}`, TeamView);
  return (
    <Shown view={view} what="the team" lines={10} missing={<NoTeam />}>
      {(team) => (
        <>
          <PageHeading
            title={team.team}
            about={
              <>
                Coach: <PlayerLink id={team.user_id} name={team.player} /> ·{" "}
                <Link to={`/season/${team.season_id}`}>
                  <bdi>{team.season}</bdi>
                </Link>
                , <bdi>{team.league}</bdi> · {formatName(team.format)}
              </>
            }
            actions={
              <a class="button" href={`/parties/league/all/teams/${team.team_id}/schedule.ics`}>
                Calendar
              </a>
            }
          >
            <bdi>{team.team}</bdi>
          </PageHeading>
          <div class="columns">
            <div class="stack">
              {team.place !== null && <Place place={team.place} />}
              <Drafted team={team} />
            </div>
            <Matches team={team} />
          </div>
        </>
      )}
    </Shown>
  );
}

function Place({ place }: { place: NonNullable<TeamView["place"]> }) {
  return (
    <section class="card" aria-labelledby="place-title">
      <h2 id="place-title">Place</h2>
      <dl class="figures">
        <Figure name="Rank">{place.rank}</Figure>
        <Figure name="Points">{place.points}</Figure>
        <Figure name="W–L–T">{recordOf(place)}</Figure>
        <Figure name="Differential">{signed(place.differential)}</Figure>
        <Figure name="Streak">{place.streak ?? "–"}</Figure>
      </dl>
      {place.reason !== null && place.played > 0 && (
        <p class="muted small">On the same points as a neighbour in the table: {place.reason}.</p>
      )}
    </section>
  );
}

function Drafted({ team }: { team: TeamView }) {
  const { pokemon } = team;
  return (
    <section class="card" aria-labelledby="roster-title">
      <h2 id="roster-title">Roster</h2>
      {pokemon.length === 0 ? (
        <Nothing>No Pokémon drafted yet. The league's admins enter the draft.</Nothing>
      ) : (
        <Table
          caption={`${plural(pokemon.filter(({ drafted }) => drafted).length, "Pokémon", "Pokémon")} drafted`}
          captionHidden={true}
          columns={POKEMON}
          rows={pokemon}
          rowKey={({ species }) => species}
          file={`roster-${team.slug}`}
        />
      )}
    </section>
  );
}

const POKEMON: Column<Pokemon>[] = [
  {
    key: "species",
    head: "Pokémon",
    kind: "subject",
    value: ({ species }) => species,
    cell: ({ species, drafted }) => (
      <span class="species">
        <SpeciesIcon species={species} decorative={true} /> {species}
        {!drafted && (
          <span class="tag" title="Brought to a battle, and not on the roster">
            not drafted
          </span>
        )}
      </span>
    ),
  },
  { key: "used", head: "Games", title: "Games it was brought to", value: ({ used }) => used },
  { key: "wins", head: "Won", title: "Games won with it", value: ({ wins }) => wins },
  { key: "direct", head: "Direct", title: "KOs by moves", value: ({ direct_kos }) => direct_kos },
  { key: "passive", head: "Passive", title: "Other KOs that count", value: ({ passive_kos }) => passive_kos },
  { key: "faints", head: "Faints", value: ({ faints }) => faints },
  {
    key: "dealt",
    head: "Dealt",
    title: "Damage dealt, in Pokémon's whole HP",
    value: ({ damage_dealt }) => Number(barsOf(damage_dealt)),
    cell: ({ damage_dealt }) => barsOf(damage_dealt),
  },
];

function Matches({ team }: { team: TeamView }) {
  const spoilerFree = useSpoilerFree();
  return (
    <section class="card" aria-labelledby="matches-title">
      <div class="row between">
        <h2 id="matches-title">Matches</h2>
        <SpoilerToggle />
      </div>
      {team.matches.length === 0 ? (
        <Nothing>This team has no matches yet. The league's admins make the schedule.</Nothing>
      ) : (
        <>
          <Fixtures fixtures={team.matches} spoilerFree={spoilerFree} />
          <div class="table-foot">
            <CsvButton
              label="the matches"
              file={`matches-${team.slug}`}
              columns={SCHEDULE}
              rows={team.matches}
            />
          </div>
        </>
      )}
    </section>
  );
}

function NoTeam() {
  return (
    <section class="card">
      <PageHeading title="No such team" />
      <p>
        There is no team at this address. <Link to="/leagues">See all leagues</Link>.
      </p>
    </section>
  );
}
