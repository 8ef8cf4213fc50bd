import { formatName } from "../../../functions/_shared/battle/formats.ts";
import type { SeasonView } from "../../../functions/_shared/schema/pages.ts";
import type { StatView } from "../../../functions/_shared/schema/stats.ts";
import { PlayerLink, TeamLink } from "../league/names.tsx";
import { recordOf, signed } from "../league/words.ts";
import { Sparkline } from "../ui/sparkline.tsx";
import { Nothing } from "../ui/states.tsx";
import { type Column, Table } from "../ui/table.tsx";
import type { PartProps } from "./part.ts";
import { useStat } from "./stat.ts";

type Profile = Extract<StatView, { stat: "player_profile_stats" }>["rows"][number];
interface Row {
  team: SeasonView["teams"][number];
  profile: Profile | null;
}

/** The season's players: their rating on the ladder, and what they did in all leagues. */
export function Players({ live, season, viewerId }: PartProps) {
  const view = useStat(live, season.season_id, "player_profile_stats");
  const profiles = new Map(view.data?.rows.map((row) => [row.user_id, row]));
  const rows = season.teams
    .filter(({ user_id }) => user_id !== null)
    .map((team): Row => ({ team, profile: profiles.get(team.user_id ?? "") ?? null }));
  return (
    <section class="card" aria-labelledby="players-title">
      <h2 id="players-title">Players</h2>
      {rows.length === 0 ? (
        <Nothing>No team has a coach yet. The league's admins name them.</Nothing>
      ) : (
        <Table
          caption={`Players: rating in ${formatName(season.format)}, and results in all leagues`}
          columns={COLUMNS}
          rows={rows}
          rowKey={({ team }) => team.team_id}
          own={({ team }) => team.user_id === viewerId}
          file={`players-${season.slug}`}
        />
      )}
    </section>
  );
}

const COLUMNS: Column<Row>[] = [
  {
    key: "player",
    head: "Player",
    kind: "subject",
    value: ({ team }) => team.player,
    cell: ({ team }) => <PlayerLink id={team.user_id} name={team.player} />,
  },
  {
    key: "team",
    head: "Team",
    kind: "text",
    value: ({ team }) => team.team,
    cell: ({ team }) => <TeamLink id={team.team_id} name={team.team} />,
  },
  {
    key: "elo",
    head: "Elo",
    title: "Rating on the ladder",
    value: ({ team }) => team.rating?.elo ?? null,
    cell: ({ team: { rating, player } }) =>
      rating === null ? (
        <span class="muted">unrated</span>
      ) : (
        <>
          {rating.history.length > 1 && (
            <Sparkline
              values={rating.history.map(({ elo }) => elo)}
              label={`${player ?? "?"}: rating after the last ${rating.history.length} rated battles`}
            />
          )}{" "}
          {rating.elo}
        </>
      ),
  },
  { key: "played", head: "M", title: "Matches played", value: ({ profile }) => profile?.played ?? 0 },
  {
    key: "record",
    head: "W–L–T",
    title: "Wins, losses and ties",
    value: ({ profile }) => profile && recordOf(profile),
    sort: null,
  },
  {
    key: "differential",
    head: "±",
    title: "Differential: Pokémon left minus the opponents'",
    value: ({ profile }) => profile?.differential ?? null,
    cell: ({ profile }) => profile && signed(profile.differential),
  },
  {
    key: "kos",
    head: "KOs",
    title: "KOs, direct and passive",
    value: ({ profile }) => profile && profile.direct_kos + profile.passive_kos,
  },
  {
    key: "streak",
    head: "Streak",
    title: "Longest winning streak",
    value: ({ profile }) => profile?.longest_streak ?? null,
  },
  {
    key: "favourite",
    head: "Favourite",
    title: "The Pokémon brought most often",
    kind: "text",
    value: ({ profile }) => profile?.favourite_pokemon ?? null,
  },
  {
    key: "best",
    head: "Best",
    title: "The Pokémon with the most KOs",
    kind: "text",
    value: ({ profile }) => profile?.best_pokemon ?? null,
  },
];
