import * as z from "zod";
import type { Season } from "./league.ts";

const Match = z.object({
  home_team_id: z.string(),
  away_team_id: z.string(),
  winner_team_id: z.string().nullable(),
  end_type: z.string(),
  differential: z.number(),
});
type Match = z.infer<typeof Match>;

const Rules = z.object({
  points_win: z.coerce.number(),
  points_tie: z.coerce.number(),
  points_loss: z.coerce.number(),
  points_forfeit: z.coerce.number().nullable(),
  forfeit_ends: z.string().transform((text) => text.slice(1, -1).split(",")),
  forfeit_differential: z.number().nullable(),
  double_forfeit_differential: z.number().nullable(),
});
type Rules = z.infer<typeof Rules>;

/** A team's record, over all or against one opponent. */
interface Tally {
  wins: number;
  losses: number;
  ties: number;
  points: number;
  differential: number;
}

export interface CountedTeam extends Tally {
  team_id: string;
  streak: string | null;
  /** By opponent. */
  against: Record<string, Tally>;
}

/** Says from a season's matches alone what its standings are: written apart from the SQL that it checks. */
export async function countTeams(season: Season): Promise<CountedTeam[]> {
  const completed = await season.db.sql(
    "select * from matches where season_id = $1 and status = 'completed' order by played_at, id",
    [season.id],
  );
  const matches = z.array(Match).parse(completed);
  const [row] = await season.db.sql("select *, forfeit_ends::text from season_rules where season_id = $1", [
    season.id,
  ]);
  const rules = Rules.parse(row);
  return season.teams.toSorted().map((team) => countTeam(team, matches, rules));
}

/** The same as the database has it. */
export async function storedTeams(season: Season): Promise<unknown[]> {
  return season.db.sql(
    `select s.team_id, s.wins, s.losses, s.ties, s.points::float8 as points, s.differential,
       upper(left(s.streak_outcome, 1)) || s.streak_length as streak,
       coalesce((
         select jsonb_object_agg(h.opponent_id, jsonb_build_object(
           'wins', h.wins, 'losses', h.losses, 'ties', h.ties, 'points', h.points, 'differential', h.differential
         ))
         from head_to_head h where h.team_id = s.team_id
       ), '{}') as against
     from standings s where s.season_id = $1 order by s.team_id::text`,
    [season.id],
  );
}

function countTeam(team: string, matches: Match[], rules: Rules): CountedTeam {
  const total = nothing();
  const against: Record<string, Tally> = {};
  let outcome = "";
  let length = 0;
  for (const match of matches) {
    if (match.home_team_id !== team && match.away_team_id !== team) continue;
    const opponent = match.home_team_id === team ? match.away_team_id : match.home_team_id;
    const latest = match.winner_team_id === team ? "W" : match.end_type === "tie" ? "T" : "L";
    const pair = against[opponent] ?? nothing();
    against[opponent] = pair;
    for (const tally of [total, pair]) add(tally, team, match, rules);
    length = latest === outcome ? length + 1 : 1;
    outcome = latest;
  }
  return { team_id: team, ...total, streak: length === 0 ? null : `${outcome}${length}`, against };
}

function nothing(): Tally {
  return { wins: 0, losses: 0, ties: 0, points: 0, differential: 0 };
}

function add(tally: Tally, team: string, match: Match, rules: Rules): void {
  const stood = match.home_team_id === team ? match.differential : -match.differential;
  const forfeited = rules.forfeit_ends.includes(match.end_type);
  if (match.winner_team_id === team) {
    tally.wins += 1;
    tally.points += rules.points_win;
    tally.differential += (forfeited ? rules.forfeit_differential : null) ?? stood;
  } else if (match.end_type === "tie") {
    tally.ties += 1;
    tally.points += rules.points_tie;
    tally.differential += stood;
  } else {
    tally.losses += 1;
    tally.points += (forfeited ? rules.points_forfeit : null) ?? rules.points_loss;
    const cost =
      match.winner_team_id === null ? rules.double_forfeit_differential : rules.forfeit_differential;
    tally.differential += forfeited && cost !== null ? -cost : stood;
  }
}
