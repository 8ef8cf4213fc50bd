import { formatName } from "../../../functions/_shared/battle/formats.ts";
import { PlayerView } from "../../../functions/_shared/schema/pages.ts";
import { BadgeMark } from "../ladder/badge.tsx";
import { Figure } from "../league/figure.tsx";
import { TeamLink } from "../league/names.tsx";
import { SpoilerToggle, useSpoilerFree } from "../league/spoilers.tsx";
import { categoryTitle, categoryValue, endingOf, plural, recordOf, signed } from "../league/words.ts";
import { Link } from "../routes.tsx";
import type { PageProps } from "../site.ts";
import { PageHeading } from "../ui/heading.tsx";
import { SpeciesIcon } from "../ui/species-icon.tsx";
import { Nothing } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";
import { Moment } from "../ui/time.tsx";
import { Shown, useLive } from "../ui/view.tsx";
import { Ratings } from "./ratings.tsx";

type Best = PlayerView["bests"][number];
type Membership = PlayerView["teams"][number];
type Battle = PlayerView["battles"][number];

/** A player: ratings and badges of the ladder, what they did in leagues, their latest battles. */
export function PlayerPage({ live, viewer, params }: PageProps) {
  const view = useLive(live, `player:${params.id ?? ""}`, PlayerView);
  return (
    <Shown view={view} what="the player" lines={10} missing={<NoPlayer />}>
      {(player) => (
        <>
          <PageHeading title={player.name}>
            <bdi>{player.name}</bdi>
            {player.user_id === viewer?.userId && <span class="tag">you</span>}
          </PageHeading>
          <div class="columns">
            <div class="stack">
              <Ratings player={player} />
              <Badges badges={player.badges} />
              <Latest player={player} />
            </div>
            <div class="stack">
              <Leagues player={player} />
              <Bests bests={player.bests} name={player.name} />
            </div>
          </div>
        </>
      )}
    </Shown>
  );
}

function Badges({ badges }: { badges: PlayerView["badges"] }) {
  if (badges.length === 0) return null;
  return (
    <section class="card" aria-labelledby="badges-title">
      <h2 id="badges-title">Badges</h2>
      <ul class="list">
        {badges.map(({ badge, season, format, rank, elo, games, ended_at }) => (
          <li key={`${format} ${ended_at}`}>
            <BadgeMark badge={badge} season={season} rank={rank} />
            <div class="grow">
              <bdi>{season}</bdi> · {formatName(format)}
              <div class="muted small">
                Rank {rank} with {elo} after {plural(games, "battle")}
              </div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Latest({ player: { battles, user_id } }: { player: PlayerView }) {
  const spoilerFree = useSpoilerFree();
  return (
    <section class="card" aria-labelledby="battles-title">
      <div class="row between">
        <h2 id="battles-title">Latest battles</h2>
        <SpoilerToggle />
      </div>
      {battles.length === 0 ? (
        <Nothing>No battle yet.</Nothing>
      ) : (
        <ul class="list">
          {battles.map((battle) => (
            <li key={`${battle.id} ${user_id}`}>
              {!spoilerFree && <Outcome battle={battle} />}
              <div class="grow">
                vs <bdi>{(battle.seat === "p1" ? battle.p2_name : battle.p1_name) ?? "?"}</bdi>
                <div class="muted small">
                  {formatName(battle.format)}
                  {battle.rated && " · rated"}
                  {!spoilerFree && endingOf(battle.end_type) !== null && ` · ${endingOf(battle.end_type)}`}
                  {battle.ended_at !== null && (
                    <>
                      {" "}
                      · <Moment at={battle.ended_at} />
                    </>
                  )}
                </div>
              </div>
              <Link class="button small" to={`/replay/${battle.id}`}>
                Replay
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Outcome({ battle: { seat, winner_seat } }: { battle: Battle }) {
  if (winner_seat === null) return <span class="outcome">tied</span>;
  return winner_seat === seat ? (
    <span class="outcome good">won</span>
  ) : (
    <span class="outcome poor">lost</span>
  );
}

function Leagues({ player }: { player: PlayerView }) {
  const { profile, teams } = player;
  return (
    <section class="card" aria-labelledby="leagues-title">
      <h2 id="leagues-title">In leagues</h2>
      {profile !== null && <Profile profile={profile} />}
      {teams.length === 0 ? (
        <Nothing>
          No team in any league yet. <Link to="/leagues">See the leagues</Link>.
        </Nothing>
      ) : (
        <Table
          caption="Teams"
          captionHidden={true}
          columns={TEAMS}
          rows={teams}
          rowKey={({ team_id }) => team_id}
          file="teams"
        />
      )}
    </section>
  );
}

function Profile({ profile }: { profile: NonNullable<PlayerView["profile"]> }) {
  const { favourite_pokemon, favourite_pokemon_used, best_pokemon, best_pokemon_kos } = profile;
  return (
    <>
      <dl class="figures">
        <Figure name="Matches">{profile.played}</Figure>
        <Figure name="W–L–T">{recordOf(profile)}</Figure>
        <Figure name="Differential">{signed(profile.differential)}</Figure>
        <Figure name="KOs">{profile.direct_kos + profile.passive_kos}</Figure>
        <Figure name="Longest streak">{plural(profile.longest_streak, "win")}</Figure>
      </dl>
      <dl class="facts">
        {favourite_pokemon !== null && (
          <>
            <dt>Favourite</dt>
            <dd class="species">
              <SpeciesIcon species={favourite_pokemon} decorative={true} /> {favourite_pokemon},{" "}
              {plural(favourite_pokemon_used ?? 0, "game")}
            </dd>
          </>
        )}
        {best_pokemon !== null && (
          <>
            <dt>Best</dt>
            <dd class="species">
              <SpeciesIcon species={best_pokemon} decorative={true} /> {best_pokemon},{" "}
              {plural(best_pokemon_kos ?? 0, "KO")}
            </dd>
          </>
        )}
        {profile.favourite_move !== null && (
          <>
            <dt>Move</dt>
            <dd>
              {profile.favourite_move}, {plural(profile.favourite_move_uses ?? 0, "use")}
            </dd>
          </>
        )}
      </dl>
    </>
  );
}

const TEAMS: Column<Membership>[] = [
  {
    key: "team",
    head: "Team",
    kind: "subject",
    value: ({ team }) => team,
    cell: ({ team_id, team }) => <TeamLink id={team_id} name={team} />,
  },
  {
    key: "season",
    head: "Season",
    kind: "text",
    value: ({ season, league }) => `${season}, ${league}`,
    cell: ({ season_id, season, league }) => (
      <>
        <Link to={`/season/${season_id}`}>
          <bdi>{season}</bdi>
        </Link>
        <div class="muted small">
          <bdi>{league}</bdi>
        </div>
      </>
    ),
  },
  {
    key: "record",
    head: "W–L–T",
    title: "Wins, losses and ties",
    value: ({ wins, losses, ties }) => recordOf({ wins: wins ?? 0, losses: losses ?? 0, ties: ties ?? 0 }),
    sort: null,
  },
  { key: "points", head: "Pts", title: "Points", value: ({ points }) => points ?? 0 },
];

function Bests({ bests, name }: { bests: PlayerView["bests"]; name: string }) {
  if (bests.length === 0) return null;
  return (
    <section class="card" aria-labelledby="bests-title">
      <h2 id="bests-title">Personal bests</h2>
      <Table
        caption={`Personal bests of ${name}`}
        captionHidden={true}
        columns={BESTS}
        rows={bests}
        rowKey={({ league, category, match_id }) => `${league} ${category} ${match_id}`}
        file="personal-bests"
      />
    </section>
  );
}

const BESTS: Column<Best>[] = [
  { key: "category", head: "Best", kind: "subject", value: ({ category }) => categoryTitle(category) },
  {
    key: "value",
    head: "Value",
    value: ({ value }) => value,
    cell: ({ category, value, species, match_id }) => (
      <>
        <Link
          to={`/match/${match_id}`}
          aria-label={`${categoryTitle(category)}: ${categoryValue(category, value)}`}
        >
          {categoryValue(category, value)}
        </Link>
        {species !== null && <div class="muted small">{species}</div>}
      </>
    ),
    sort: null,
  },
  {
    key: "season",
    head: "Season",
    kind: "text",
    value: ({ season }) => season,
    cell: ({ season_id, season, league }) => (
      <>
        <Link to={`/season/${season_id}`}>
          <bdi>{season}</bdi>
        </Link>
        <div class="muted small">
          <bdi>{league}</bdi>
        </div>
      </>
    ),
  },
];

function NoPlayer() {
  return (
    <section class="card">
      <PageHeading title="No such player" />
      <p>
        There is no player at this address. <Link to="/ladder">See the ladder</Link>.
      </p>
    </section>
  );
}
