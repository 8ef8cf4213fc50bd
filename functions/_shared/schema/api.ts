import * as z from "zod";
import { EndType } from "./battle.ts";
import { BattleId, FormatId, MatchId, Seat, UserId } from "./ids.ts";
import { LeaderboardView, StandingsView } from "./league.ts";
import { BotStrength, ClockPreset, Series } from "./rules.ts";

/** What leagues' own sites ask of the function `api`, and what it answers. */

const count = z.int().min(0);
const moment = z.iso.datetime({ offset: true });
/** Text that a database takes. */
const line = z.string().regex(/^[^\p{Cc}\p{Cs}]*$/u, "must have no control characters");

/** A moment as somebody says it, in any time zone; from the year 1 on. */
const givenMoment = moment
  .transform((text) => new Date(text).toISOString())
  .refine((text) => /^(?!0000)\d{4}-/.test(text), "must be of the years 1 to 9999");

/** Where a page of a list ended: two keys of its last line. */
function cursor<First extends z.ZodType, Second extends z.ZodType>(first: First, second: Second) {
  return z
    .string()
    .max(120)
    .refine((text) => {
      const [one, two, ...others] = text.split("/");
      return first.safeParse(one).success && second.safeParse(two).success && others.length === 0;
    }, "must be the 'next' of another page");
}

const CursorMoment = z.iso.datetime().refine((text) => !text.startsWith("0000"));
const MomentCursor = cursor(CursorMoment, z.uuid());
const BattleCursor = cursor(CursorMoment, BattleId);
const RoundCursor = cursor(z.string().regex(/^\d{1,9}$/), z.uuid());

const next = z.string().nullable().describe("The `after` of the next page; null on the last");

const limit = z.coerce.number().int().min(1).max(200).default(50).describe("Lines of a page");
const after = "The `next` of the page before";

/** An object whose fields say what they mean. */
function described<Shape extends z.ZodRawShape>(shape: Shape, words: Record<keyof Shape, string>) {
  const fields = Object.entries(shape) as [keyof Shape & string, z.ZodType][];
  return z.strictObject(
    Object.fromEntries(
      fields.map(([name, field]) => [name, field.describe(words[name])]),
    ) as unknown as Shape,
  );
}

const bestOf = Series.shape.bestOf.describe(
  "Battles of a match at the most, but for ties: who wins most of them has won it",
);
const seasonFormat = FormatId.describe("What is played, as the simulator spells it: gen9ou");
const day = z.iso.date().nullable();

export const ApiSeason = z.strictObject({
  season_id: z.uuid(),
  season: z.string().describe("Its name"),
  league_id: z.uuid(),
  league_slug: z.string().describe("The league's name in addresses"),
  league: z.string().describe("The league's name"),
  format: seasonFormat,
  best_of: bestOf,
  clock: ClockPreset.describe("How the clocks of its battles run in our rooms; none: without"),
  starts_on: day.describe("Its first day, in UTC"),
  ends_on: day.describe("Its last day, in UTC"),
  created_at: moment,
});

export const SeasonQuery = z.strictObject({
  league: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(60)
    .optional()
    .describe("Of one league alone, by its name in addresses"),
  after: MomentCursor.optional().describe(after),
  limit,
});
/** The latest first. */
export const SeasonList = z.strictObject({ seasons: z.array(ApiSeason), next });

export const TeamList = z.strictObject({
  season_id: z.uuid(),
  season: z.string().describe("Its name"),
  league: z.string().describe("The league's name"),
  format: seasonFormat,
  best_of: bestOf,
  teams: z.array(
    z.strictObject({
      team_id: z.uuid(),
      team: z.string().describe("Its name"),
      coach_id: UserId.nullable().describe("The user who coaches it; null: nobody does"),
      coach: z.string().nullable().describe("The coach's display name"),
      roster: z.array(z.string()).describe("The species that it drafted; none: any may be played"),
    }),
  ),
});

export const MatchStatus = z.enum(["scheduled", "in_progress", "completed", "disputed", "cancelled"]);

export const ApiMatch = z.strictObject({
  match_id: MatchId,
  season_id: z.uuid(),
  round: z.int().min(1).describe("Its round of the season, from 1"),
  status: MatchStatus.describe(
    "disputed: the league's admins decide, it counts for nobody so far; cancelled: it never counts",
  ),
  home_team_id: z.uuid().describe("Home plays seat p1 of each battle"),
  home: z.string().describe("The home team's name"),
  away_team_id: z.uuid().describe("Away plays seat p2 of each battle"),
  away: z.string().describe("The away team's name"),
  winner_team_id: z
    .uuid()
    .nullable()
    .describe("Null in a tie, where both lose, and as long as it is not completed"),
  home_games: count.describe("Battles that home has won"),
  away_games: count.describe("Battles that away has won"),
  home_score: count.nullable().describe("Pokémon that home had left, of all its battles together"),
  away_score: count.nullable().describe("Pokémon that away had left, of all its battles together"),
  end_type: EndType.nullable().describe("How it ended; of a series, its last battle"),
  dispute_reason: z.string().nullable().describe("Why it is disputed"),
  battle_id: BattleId.nullable().describe("Its battle that is played, or was played last"),
  scheduled_at: moment.nullable().describe("When it is to be played; null: at no time yet"),
  played_at: moment.nullable().describe("When its last battle ended"),
});

const round = z.int().min(1).max(1000);

export const MatchQuery = z.strictObject({
  season_id: z.uuid(),
  status: MatchStatus.optional().describe("Of one status alone"),
  team_id: z.uuid().optional().describe("Of one team alone, at home or away"),
  round: z.coerce.number().int().min(1).max(1000).optional().describe("Of one round alone"),
  from: givenMoment.optional().describe("Scheduled then or later"),
  until: givenMoment.optional().describe("Scheduled before that"),
  after: RoundCursor.optional().describe(after),
  limit,
});
/** By round. */
export const MatchList = z.strictObject({ matches: z.array(ApiMatch), next });

export const CreateMatchRequest = z.strictObject({
  id: MatchId.optional().describe("Yours to choose: said again with the same id, it is the same match"),
  season_id: z.uuid(),
  round: round.describe("Its round of the season, from 1"),
  home_team_id: z.uuid().describe("A team of the season"),
  away_team_id: z.uuid().describe("Another team of the season"),
  scheduled_at: givenMoment
    .nullable()
    .default(null)
    .describe("When it is to be played, in any time zone; null: at no time yet"),
});
export type CreateMatchRequest = z.infer<typeof CreateMatchRequest>;

const reason = line.regex(/\S/, "must say why").max(500).describe("Why, for the record of what admins did");
const act = <Action extends string>(action: Action) => ({ action: z.literal(action), reason });
const left = z.int().min(0).max(999);

export const ChangeMatchRequest = z.discriminatedUnion("action", [
  z
    .strictObject({
      ...act("reschedule"),
      round: round.optional().describe("Its round from now on; stays where it is not named"),
      scheduled_at: givenMoment
        .nullable()
        .optional()
        .describe("When it is to be played; null: at no time yet; stays where it is not named"),
    })
    .describe("Moves it"),
  z
    .strictObject({
      ...act("correct"),
      result: z.strictObject({
        winner: z
          .enum(["home", "away"])
          .nullable()
          .describe("Null: a tie, or with another `end_type` a loss for both"),
        end_type: EndType.exclude(["void"]),
        home_score: left.describe("Pokémon that home had left, of all battles together"),
        away_score: left.describe("Pokémon that away had left, of all battles together"),
        home_games: left.optional().describe("Of a series: battles that home has won"),
        away_games: left.optional().describe("Of a series: battles that away has won"),
      }),
    })
    .describe("Gives it this result, whatever it was before"),
  z
    .strictObject({ ...act("forfeit"), by: z.enum(["home", "away", "both"]).describe("Who has lost by it") })
    .describe("Has a team lose it by forfeit"),
  z.strictObject(act("dispute")).describe("Takes its result out until somebody decides"),
  z.strictObject(act("cancel")).describe("Calls it off: it counts for nobody"),
  z
    .strictObject({
      ...act("reopen"),
      anew: z
        .boolean()
        .default(false)
        .describe("Whether all of it is played again, and not its last battle alone"),
    })
    .describe("Has it played again"),
]);
export type ChangeMatchRequest = z.infer<typeof ChangeMatchRequest>;

/** A place on a ladder; badges are on the page alone. */
export const ApiLeader = described(LeaderboardView.shape.rows.element.omit({ badges: true }).shape, {
  rank: "From 1",
  user_id: "The user",
  name: "The user's display name",
  elo: "The rating that the ladder is ordered by; everybody begins with 1000",
  glicko: "The Glicko-2 rating; everybody begins with 1500",
  deviation: "How uncertain that is: the rating is within twice this much, with 95 percent of chance",
  gxe: "The chance to win against an average player, in percent",
  provisional: "Too few battles, or none for too long: the rating is not certain yet",
  wins: "Rated battles that were won",
  losses: "Rated battles that were lost",
  ties: "Rated battles that nobody won",
});

export const LeaderboardQuery = z.strictObject({
  after: z.coerce.number().int().min(0).max(1_000_000).optional().describe(after),
  limit,
});
export const ApiLeaderboard = z.strictObject({
  format: FormatId,
  rows: z.array(ApiLeader).describe("The best first"),
  next: z.int().nullable().describe("The `after` of the next page; null on the last"),
});

export const ApiStandings = z.strictObject({
  ...StandingsView.shape,
  tie_breaks: StandingsView.shape.tie_breaks.describe(
    "What parts teams on the same points, in the order in which it applies",
  ),
  rows: z
    .array(
      described(StandingsView.shape.rows.element.shape, {
        rank: "From 1",
        team_id: "The team",
        team: "Its name",
        played: "Matches that are completed",
        wins: "Matches that were won",
        losses: "Matches that were lost",
        ties: "Matches that nobody won",
        points: "By the season's rules: 3 for a win and 1 for a tie where they say nothing else",
        differential:
          "Pokémon that it had left less those that its opponents had left, of all its matches together",
        streak: "What its last matches were alike: W3, L1, T2; null before the first match",
        strength: "Its opponents' share of wins, from 0 to 1",
        reason: "What parts it from its neighbour on the same points",
      }),
    )
    .describe("The leader first"),
});

const player = z.strictObject({
  user_id: UserId.nullable().describe("Null: a bot, nobody yet, or a user who is gone"),
  name: z.string().nullable().describe("The name that the battle was played under"),
  score: count.nullable().describe("Pokémon that were left; null until it is counted"),
});

export const ApiBattle = z.strictObject({
  battle_id: BattleId,
  match_id: MatchId.nullable().describe("The match that it is a battle of; null: none"),
  game: z.int().nullable().describe("Its place in its match's series, from 1"),
  format: seasonFormat,
  status: z
    .enum(["waiting", "live", "ended", "completed", "disputed", "void"])
    .describe("ended: it is over and is being counted; completed: it counts; void: it counts for nobody"),
  origin: z
    .enum(["room", "showdown"])
    .describe("Where it is played: in a room of ours, or on a Showdown server"),
  rated: z.boolean().describe("Whether it moves the players' ratings"),
  bot: BotStrength.nullable().describe("How strong the bot is that plays p2; null: nobody but users plays"),
  p1: player.describe("Of a match's battle: home, wherever it sat on a Showdown server"),
  p2: player.describe("Of a match's battle: away"),
  winner: Seat.nullable().describe("Null in a tie, and until it has ended"),
  end_type: EndType.nullable().describe("How it ended; null until it has"),
  turns: count.nullable().describe("Turns that were played"),
  created_at: moment,
  started_at: moment.nullable().describe("When both players were there"),
  ended_at: moment.nullable(),
  page: z.url().describe("Its page: live, and its replay afterwards"),
  log: z
    .url()
    .nullable()
    .describe("The battle log as the spectators saw it, as text; null where there is none yet"),
});

export const BattleQuery = z.strictObject({
  format: FormatId.optional().describe("Of one format alone"),
  rated: z
    .enum(["true", "false"])
    .transform((text) => text === "true")
    .optional()
    .describe("Rated battles alone, or the others alone"),
  after: BattleCursor.optional().describe(after),
  limit,
});
/** The latest first. */
export const BattleList = z.strictObject({
  battles: z.array(ApiBattle.extend({ seat: Seat.describe("The user's") })),
  next,
});

export const UserQuery = z.strictObject({
  name: line.min(1).max(60).describe("A display name, in whatever letters' case"),
});
export const ApiUser = z.strictObject({ user_id: UserId, name: z.string().describe("The display name") });
