import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Api, Session } from "./api.ts";
import { insertRows } from "./database.ts";
import type { Deadline } from "./deadline.ts";
import { schedule } from "./schedule.ts";
import { DEMO_FORMAT, DEMO_TEAMS, speciesOf } from "./teams.ts";

export interface DemoCoach {
  team: string;
  name: string;
  /** What the coach brings to every battle, as export text. */
  roster: string;
  session: Session;
}

export interface DemoMatch {
  id: string;
  home: DemoCoach;
  away: DemoCoach;
  /** Decides the simulator's chance, in its own form. */
  battleSeed: string;
  /** Decides the bots' choices. */
  botSeed: string;
}

/** A season with everything the bots need to play it. */
export interface DemoSeason {
  id: string;
  /** Team names by id. */
  teams: Map<string, string>;
  matches: DemoMatch[];
}

/** What decides a season. */
export interface SeasonPlan {
  battles: number;
  seed: string;
  now: Date;
}

/**
 * Creates a league with a season, four teams with a coach each, and the first `battles` games of a double round-robin.
 * Coaches sign up by themselves; the rest is written as an operator writes it, for no key of the API may. All ids are
 * drawn before the first request, so that one whose answer was lost can be sent again.
 */
export async function createSeason(
  api: Api,
  databaseUrl: string,
  deadline: Deadline,
  plan: SeasonPlan,
): Promise<DemoSeason> {
  const { battles, seed, now } = plan;
  const run = randomBytes(4).toString("hex");
  const league = randomUUID();
  const season = randomUUID();
  const coaches = await Promise.all(
    DEMO_TEAMS.map(async (team): Promise<DemoCoach> => {
      const email = `${team.coach.toLowerCase()}-${run}@example.com`;
      const session = await api.signUp(email, randomBytes(18).toString("base64url"), team.coach);
      return { team: randomUUID(), name: team.name, roster: team.export, session };
    }),
  );
  const matches = planMatches(coaches, battles, seed);
  const teams = coaches.map(({ team, name, session }) => ({
    id: team,
    season_id: season,
    coach_id: session.user,
    name,
  }));
  const rosters = coaches.flatMap(({ team, roster }) =>
    speciesOf(roster).map((species) => ({ team_id: team, species })),
  );
  const fixtures = matches.map(({ id, home, away, round }) => ({
    id,
    season_id: season,
    round,
    home_team_id: home.team,
    away_team_id: away.team,
    scheduled_at: `${day(now, 7 * round)}T18:00:00Z`,
  }));
  await insertRows(
    databaseUrl,
    [
      ["leagues", [{ id: league, slug: `demo-${run}`, name: "Demo League" }]],
      [
        "seasons",
        [
          {
            id: season,
            league_id: league,
            name: `Demo ${run}`,
            format: DEMO_FORMAT,
            starts_on: day(now, 0),
            ends_on: day(now, 7 * (battles + 1)),
          },
        ],
      ],
      ["teams", teams],
      ["rosters", rosters],
      ["matches", fixtures],
    ],
    deadline,
  );
  return { id: season, teams: new Map(coaches.map(({ team, name }) => [team, name])), matches };
}

function planMatches(coaches: DemoCoach[], battles: number, seed: string): (DemoMatch & { round: number })[] {
  return schedule(coaches.length, battles).map(({ round, home, away }, index) => ({
    id: randomUUID(),
    round,
    home: at(coaches, home),
    away: at(coaches, away),
    battleSeed: battleSeed(`${seed}/${index}`),
    botSeed: `${seed}/${index}`,
  }));
}

/** A seed in the simulator's own form, four 16-bit numbers, from any text. */
export function battleSeed(text: string): string {
  const hash = createHash("sha256").update(text).digest();
  return [0, 2, 4, 6].map((offset) => hash.readUInt16BE(offset)).join(",");
}

function at(coaches: DemoCoach[], index: number): DemoCoach {
  const coach = coaches[index];
  if (coach === undefined) throw new Error(`Cannot schedule: no team ${index}`);
  return coach;
}

function day(from: Date, days: number): string {
  return new Date(from.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}
