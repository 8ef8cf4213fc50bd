import { compareCredits } from "../../functions/_shared/battle/compare-credits.ts";
import { parseReplay } from "../../functions/_shared/battle/parse.ts";
import { playRandomBattle, RANDOM_FORMATS } from "./random-battles.ts";

/** Formats in which teams are drawn of everything that is legal: a generation each, and battles of two at once. */
export const DRAWN_FORMATS: readonly string[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((gen) => `gen${gen}ou`),
  "gen4doublesou",
  "gen7anythinggoes",
  "gen8vgc2022",
  "gen9doublesou",
];

/** How often the credits that a replay's text tells are those of the simulator. */
export interface Agreement {
  battles: number;
  faints: number;
  disagreements: number;
  /** The disagreements that the parser did not mark ambiguous: battle, and what either says. */
  unmarked: string[];
}

/** The battles with these numbers of a format, read as outside replays are: without any hint. */
export function measureAgreement(format: string, numbers: readonly number[]): Agreement {
  const total: Agreement = { battles: 0, faints: 0, disagreements: 0, unmarked: [] };
  for (const number of numbers) {
    const { log, truth } = playRandomBattle(format, number);
    const replay = parseReplay(log);
    if (!replay.ok) throw new Error(`Cannot read battle ${number} of ${format}: ${replay.error.message}`);
    const disagreements = compareCredits(replay.summary, truth);
    const unmarked = disagreements.filter(({ inferred }) => inferred?.confidence !== "ambiguous");
    total.battles += 1;
    total.faints += truth.length;
    total.disagreements += disagreements.length;
    total.unmarked.push(...unmarked.map((it) => `${format} ${number}: ${JSON.stringify(it)}`));
  }
  return total;
}

/** Adds up what was measured of several formats. */
export function sumAgreements(parts: readonly Agreement[]): Agreement {
  const sum = (of: (part: Agreement) => number) => parts.reduce((total, part) => total + of(part), 0);
  return {
    battles: sum(({ battles }) => battles),
    faints: sum(({ faints }) => faints),
    disagreements: sum(({ disagreements }) => disagreements),
    unmarked: parts.flatMap(({ unmarked }) => unmarked),
  };
}

/** Which battles of a format. */
export interface Deal {
  format: string;
  numbers: number[];
}

/** So many battles, dealt out to the formats: four fifths with teams that the simulator draws, the others with any. */
export function dealBattles(count: number): { random: Deal[]; drawn: Deal[] } {
  const drawn = Math.floor(count / 5);
  return { random: deal(RANDOM_FORMATS, count - drawn), drawn: deal(DRAWN_FORMATS, drawn) };
}

function deal(formats: readonly string[], count: number): Deal[] {
  return formats.map((format, index) => {
    const share = Math.floor(count / formats.length) + (index < count % formats.length ? 1 : 0);
    return { format, numbers: Array.from({ length: share }, (_, number) => number + 1) };
  });
}
