import type * as z from "zod";
import type { ApiLeader, ApiMatch, ApiStandings } from "../../schema/api.ts";
import type { GuildProfile } from "../../schema/discord.ts";
import { COLOURS, NAME, timestamp } from "../embed.ts";
import { fitLines } from "../lines.ts";
import { embedReply, type Reply } from "../reply.ts";
import { bare, code, plain } from "../text.ts";

/** Columns of the table's names, so that it fits a phone. */
const TEAM = 20;

const HEAD = [" #", "Team".padEnd(TEAM), "W-L".padStart(6), "Pts".padStart(4), "Dif".padStart(4)].join(" ");

/** A season's table, in a block of code. */
export function standingsReply({ league, season, rows }: z.infer<typeof ApiStandings>): Reply {
  const lines = rows.map(({ rank, team, wins, losses, ties, points, differential }) =>
    [
      String(rank).padStart(2),
      code(team, TEAM).padEnd(TEAM),
      `${wins}-${losses}${ties > 0 ? `-${ties}` : ""}`.padStart(6),
      String(points).padStart(4),
      (differential > 0 ? `+${differential}` : String(differential)).padStart(4),
    ].join(" "),
  );
  const table = fitLines(lines, "", 3900);
  return embedReply({
    title: "Standings",
    description: table ? `\`\`\`\n${HEAD}\n${table}\n\`\`\`` : "The season has no teams yet",
    color: COLOURS.table,
    fields: [],
    footer: { text: `${bare(league, NAME)} · ${bare(season, NAME)}` },
  });
}

interface Schedule {
  league: string;
  season: string;
  /** Of one team alone. */
  team: string | null;
  next: z.infer<typeof ApiMatch>[];
  last: z.infer<typeof ApiMatch>[];
}

export function scheduleReply({ league, season, team, next, last }: Schedule): Reply {
  return embedReply({
    title: team === null ? "Schedule" : `Schedule of ${plain(team, NAME)}`,
    description: fitLines(next.map(nextLine), "Nothing is scheduled", 2500),
    color: COLOURS.home,
    fields:
      last.length === 0
        ? []
        : [{ name: "Played last", value: fitLines(last.map(lastLine), "–", 1000), inline: false }],
    footer: { text: `${bare(league, NAME)} · ${bare(season, NAME)}` },
  });
}

/** Two names and a time fit five lines of a field. */
const SHORT = 40;

function nextLine({ round, home, away, status, scheduled_at }: z.infer<typeof ApiMatch>): string {
  const when = status === "in_progress" ? "is being played" : timestamp(scheduled_at) || "at no time yet";
  return `Round ${round}: **${plain(home, SHORT)}** vs **${plain(away, SHORT)}**, ${when}`;
}

function lastLine({ round, home, away, home_score, away_score, status }: z.infer<typeof ApiMatch>): string {
  const result = status === "disputed" ? "disputed" : `${home_score} – ${away_score}`;
  return `Round ${round}: ${plain(home, SHORT)} ${result} ${plain(away, SHORT)}`;
}

export function ladderReply(format: string, rows: readonly z.infer<typeof ApiLeader>[]): Reply {
  const lines = rows.map(({ rank, name, elo, provisional }) => {
    return `${rank}. **${plain(name, SHORT)}** ${elo}${provisional ? " (provisional)" : ""}`;
  });
  return embedReply({
    title: `Ladder of ${plain(format, NAME)}`,
    description: fitLines(lines, "Nobody has played it yet"),
    color: COLOURS.record,
    fields: [],
    footer: { text: "Rated battles" },
  });
}

/** A lead of a season's statistics. */
export interface Leader {
  honour: string;
  rank: number;
  value: number;
  team: string;
  species: string | null;
}

const HONOURS: Record<string, string> = {
  most_wins: "Most wins",
  best_differential: "Best differential",
  all_kos: "Most KOs",
  mvp: "Most valuable Pokémon",
};
const PLACES = 3;

export function leadersReply(season: { league: string; season: string; rows: Leader[] }): Reply {
  const fields = Object.entries(HONOURS).flatMap(([honour, name]) => {
    const rows = season.rows.filter((row) => row.honour === honour && row.rank <= PLACES);
    const lines = rows.map(({ rank, team, species, value }) => {
      const who = species === null ? plain(team, SHORT) : `${plain(species, SHORT)} (${plain(team, SHORT)})`;
      return `${rank}. ${who}: ${value}`;
    });
    return lines.length === 0 ? [] : [{ name, value: fitLines(lines, "–", 1000), inline: false }];
  });
  return embedReply({
    title: "Leaders",
    description: fields.length === 0 ? "Nothing has been played yet" : "Who is ahead so far",
    color: COLOURS.record,
    fields,
    footer: { text: `${bare(season.league, NAME)} · ${bare(season.season, NAME)}` },
  });
}

export function profileReply({ name, teams, record, ratings }: GuildProfile): Reply {
  const fields = [
    { name: "Teams", lines: teams.map(teamLine) },
    { name: "Ladder", lines: ratings.map(({ format, elo }) => `${plain(format, NAME)}: ${elo}`) },
  ];
  return embedReply({
    title: plain(name, NAME),
    description: record === null ? "No match of a league has been counted yet" : recordLines(record),
    color: COLOURS.neutral,
    fields: fields
      .filter(({ lines }) => lines.length > 0)
      .map(({ name, lines }) => ({ name, value: fitLines(lines, "–", 1000), inline: false })),
    footer: { text: "All leagues together; teams of this one" },
  });
}

function teamLine({ team, season, wins, losses, ties }: GuildProfile["teams"][number]): string {
  return `**${plain(team, SHORT)}**, ${plain(season, SHORT)}: ${wins}-${losses}${ties > 0 ? `-${ties}` : ""}`;
}

function recordLines(record: NonNullable<GuildProfile["record"]>): string {
  const { played, wins, losses, ties, direct_kos, passive_kos, faints, favourite_pokemon, best_pokemon } =
    record;
  return [
    `${played} matches: ${wins} won, ${losses} lost, ${ties} tied`,
    `${direct_kos + passive_kos} KOs, ${faints} faints`,
    favourite_pokemon === null ? "" : `Plays ${plain(favourite_pokemon, SHORT)} most`,
    best_pokemon === null ? "" : `Most KOs with ${plain(best_pokemon, SHORT)}`,
  ]
    .filter(Boolean)
    .join("\n");
}
