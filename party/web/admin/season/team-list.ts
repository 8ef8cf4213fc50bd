import { typesOf } from "../../dex/dex.ts";

/** A team as somebody wrote it down. */
export interface TeamLine {
  /** Where it stands in the text, from 1. */
  line: number;
  team: string;
  /** Empty where nobody is named. */
  coach: string;
  roster: string[];
  /** What is wrong with it as far as the page can tell. */
  wrong: string | null;
}

/** As much text as is read at once. */
export const LIST_LENGTH = 200_000;

const HEADINGS = /^(teams?|names?|team names?)$/i;
const COACH = /^(coach(es)?|players?|managers?|owners?)$/i;
/** What parts the names of one cell. */
const SEPARATORS = /[\n,;/|]/;

/**
 * Reads a list of teams: a table of team, coach and species, as spreadsheets copy and save it, with or without headings;
 * or blocks between empty lines, each a team's name, `Coach: …`, and its species.
 */
export async function readTeamList(text: string): Promise<TeamLine[]> {
  const clean = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const lines = /^\s*coach\s*:/im.test(clean) ? readBlocks(clean) : await readTable(clean);
  return lines.map((line) => ({ ...line, wrong: wrongWith(line) }));
}

type Read = Omit<TeamLine, "wrong">;

function readBlocks(text: string): Read[] {
  const teams: Read[] = [];
  let current: Read | null = null;
  text.split("\n").forEach((content, index) => {
    const words = content.trim();
    if (words === "") {
      current = null;
    } else if (current === null) {
      current = { line: index + 1, team: words, coach: "", roster: [] };
      teams.push(current);
    } else {
      const coach = /^coach\s*:(.*)$/i.exec(words);
      if (coach) current.coach = (coach[1] ?? "").trim();
      else
        current.roster.push(
          ...speciesIn(words.replace(/^[-*•]\s*/, "").replace(/^(roster|pok[eé]mon)\s*:/i, "")),
        );
    }
  });
  return teams;
}

async function readTable(text: string): Promise<Read[]> {
  const { default: papa } = await import("papaparse");
  const first = text.split("\n").find((line) => line.trim() !== "") ?? "";
  const delimiter = ["\t", "|", ";", ","].find((mark) => first.includes(mark)) ?? ",";
  const { data } = papa.parse<string[]>(text, { delimiter });
  const teams: Read[] = [];
  let line = 1;
  let coachAt = 1;
  let headed = false;
  for (const cells of data) {
    const at = line;
    // A cell in quotes may go over several lines.
    line += 1 + cells.reduce((breaks, cell) => breaks + (cell.match(/\n/g)?.length ?? 0), 0);
    const [team = "", ...others] = cells.map((cell) => cell.trim());
    if (team === "" && others.every((cell) => cell === "")) continue;
    if (!headed && teams.length === 0 && HEADINGS.test(team)) {
      headed = true;
      coachAt = 1 + others.findIndex((cell) => COACH.test(cell));
      continue;
    }
    teams.push({
      line: at,
      team,
      coach: coachAt > 0 ? (others[coachAt - 1] ?? "") : "",
      roster: others.flatMap((cell, index) => (index === coachAt - 1 ? [] : speciesIn(cell))),
    });
  }
  return teams;
}

function speciesIn(cell: string): string[] {
  return (
    cell
      .split(SEPARATORS)
      .map((name) => name.trim().replace(/\s+/g, " "))
      // Points that a draft was paid with stand beside its species.
      .filter((name) => name !== "" && !/^[\d.]+$/.test(name))
      .map((name) =>
        name === name.toLowerCase() ? name.replace(/(^|[\s-])\p{Ll}/gu, (at) => at.toUpperCase()) : name,
      )
  );
}

function wrongWith({ team, roster }: Read): string | null {
  if (team === "") return "the team's name is missing";
  const unknown = roster.filter((name) => typesOf(name).length === 0);
  if (unknown.length > 0) return `no Pokémon is called ${unknown.map((name) => `“${name}”`).join(", ")}`;
  const seen = new Set<string>();
  for (const name of roster) {
    if (seen.has(name.toLowerCase())) return `${name} is on it twice`;
    seen.add(name.toLowerCase());
  }
  return null;
}
