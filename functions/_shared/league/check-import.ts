import { baseSpecies, foldSpecies } from "../battle/replay/species.ts";
import { showdownId } from "../battle/showdown-id.ts";
import type { Seat } from "../schema/ids.ts";
import type { ImportFacts, ImportReason, ImportTerms } from "../schema/imports.ts";

/** A replay as it is checked: what it says, the Pokémon that it shows of either seat, and how it came. */
export interface CheckedReplay {
  facts: ImportFacts;
  species: Record<Seat, readonly string[]>;
  source: "url" | "upload" | "source" | "watcher";
}

export interface Check {
  /** Home sits in p2 of the replay; `null` where the names do not tell. */
  swapped: boolean | null;
  /** None: it fits. */
  reasons: ImportReason[];
}

/** Checks a replay against its match: names, format, date, rosters, and whether its word is taken. */
export function checkImport({ facts, species, source }: CheckedReplay, terms: ImportTerms): Check {
  const swapped = terms.seatsSwapped ?? areSwapped(facts, terms);
  const reasons = [
    ...checkNames(facts, terms),
    ...checkSeats(facts, swapped, terms),
    ...checkFormat(facts, terms),
    ...checkDate(facts, terms),
    ...(swapped === null ? [] : checkRosters(species, swapped, terms)),
  ];
  if (source === "upload" && !terms.trustsUploads) {
    reasons.push({
      code: "UPLOAD_UNCONFIRMED",
      message: "An admin confirms the files that coaches upload in this season",
    });
  }
  return { swapped, reasons };
}

function bears(names: readonly string[], linked: readonly string[]): boolean {
  return names.some((name) => linked.includes(showdownId(name)));
}

/** One linked name is enough to tell, if the other seat is not somebody else's of the match. */
function areSwapped({ names }: ImportFacts, { home, away }: ImportTerms): boolean | null {
  const straight = bears(names.p1, home.names) || bears(names.p2, away.names);
  const crossed = bears(names.p2, home.names) || bears(names.p1, away.names);
  return straight === crossed ? null : crossed;
}

function checkNames({ names }: ImportFacts, { home, away }: ImportTerms): ImportReason[] {
  const bearers = (p1: readonly string[], p2: readonly string[]) =>
    bears(names.p1, p1) && bears(names.p2, p2);
  if (bearers(home.names, away.names) || bearers(away.names, home.names)) return [];
  const both = [...home.names, ...away.names];
  const unknown = (["p1", "p2"] as const).filter((seat) => !bears(names[seat], both));
  const who = (unknown.length > 0 ? unknown : (["p1", "p2"] as const)).map((seat) => names[seat][0] ?? seat);
  const message =
    unknown.length > 0
      ? `${who.join(" and ")}: no linked name of the match's coaches`
      : `${who.join(" and ")} are names of one coach`;
  return [{ code: "PLAYERS_NOT_OF_MATCH", message }];
}

/**
 * Whether each seat was its coach's all the time. Who takes another name in mid-battle plays on, unless that name is
 * somebody else's; who comes to a seat that was left has to be linked.
 */
function checkSeats(
  { names, sittings }: ImportFacts,
  swapped: boolean | null,
  { home, away, strangers }: ImportTerms,
): ImportReason[] {
  const both = [...home.names, ...away.names];
  return (["p1", "p2"] as const).flatMap((seat): ImportReason[] => {
    // Of whom nobody knows who they are, that is said already.
    if (!bears(names[seat], both)) return [];
    const isHome = swapped === null ? bears(names[seat], home.names) : swapped === (seat === "p2");
    const [own, others] = isHome ? [home.names, away.names] : [away.names, home.names];
    const foreign = names[seat].filter((name) => bears([name], [...others, ...strangers]));
    const taken = sittings[seat].filter((sitting) => !bears(sitting, own));
    const who = [...new Set([...foreign, ...taken.map(([name = "somebody"]) => name)])];
    if (who.length === 0) return [];
    const side = isHome ? "home" : "away";
    const message = `In the ${side} team's seat sat ${who.join(", ")}: no linked name of its coach`;
    return [{ code: "PLAYER_SUBSTITUTED", message }];
  });
}

/** Whether a format there is the season's: a best of three there is a format of its own, `gen9oubo3`. */
export function isFormatOf(season: string, bestOf: number, format: string): boolean {
  const series = `bo${bestOf}`;
  return format === season || format === `${season}${series}` || season === `${format}${series}`;
}

function checkFormat({ format }: ImportFacts, terms: ImportTerms): ImportReason[] {
  if (format !== null && isFormatOf(terms.format, terms.bestOf, format)) return [];
  const message = `It is a battle of ${format ?? "a format that it does not tell"}, and the season plays ${terms.format}`;
  return [{ code: "WRONG_FORMAT", message }];
}

function checkDate({ began_at: at }: ImportFacts, terms: ImportTerms): ImportReason[] {
  const { startsOn, endsOn, scheduledAt, opens, closes } = terms;
  if (at === null) {
    return (startsOn ?? endsOn ?? scheduledAt)
      ? [{ code: "DATE_UNKNOWN", message: "It does not tell when it was played" }]
      : [];
  }
  const outside =
    Date.parse(at) < Date.parse(opens) || (closes !== null && Date.parse(at) > Date.parse(closes));
  // A match that was put off beyond the season's days is played when it is scheduled.
  if (scheduledAt !== null && !outside) return [];
  const day = at.slice(0, 10);
  if (startsOn !== null && day < startsOn) {
    return [
      { code: "OLDER_THAN_SEASON", message: `It was played on ${day}, and the season began on ${startsOn}` },
    ];
  }
  if (endsOn !== null && day > endsOn) {
    return [{ code: "AFTER_SEASON", message: `It was played on ${day}, and the season ended on ${endsOn}` }];
  }
  if (scheduledAt !== null) {
    return [
      {
        code: "OUTSIDE_WINDOW",
        message: `It was played at ${at}, and the match was scheduled for ${scheduledAt}`,
      },
    ];
  }
  return [];
}

function seatsOf(swapped: boolean): Record<"home" | "away", Seat> {
  return swapped ? { home: "p2", away: "p1" } : { home: "p1", away: "p2" };
}

function checkRosters(
  species: CheckedReplay["species"],
  swapped: boolean,
  terms: ImportTerms,
): ImportReason[] {
  const seats = seatsOf(swapped);
  return (["home", "away"] as const).flatMap((side): ImportReason[] => {
    const { roster } = terms[side];
    if (roster.length === 0) return [];
    const strange = [...new Set(species[seats[side]])].filter((name) => !isDrafted(name, roster));
    if (strange.length === 0) return [];
    return [{ code: "NOT_IN_ROSTER", message: `Not on the ${side} team's roster: ${strange.join(", ")}` }];
  });
}

/** Species whose forme team preview hides: one that never came in is shown without it. */
const HIDDEN: ReadonlySet<string> = new Set([
  ...["arceus", "genesect", "gourgeist", "greninja", "pumpkaboo"],
  ...["silvally", "urshifu", "zacian", "zamazenta"],
]);

function isDrafted(shown: string, roster: readonly string[]): boolean {
  const folded = speciesId(foldSpecies(shown));
  return roster.some((drafted) => {
    const own = foldSpecies(drafted);
    return speciesId(own) === folded || (HIDDEN.has(folded) && speciesId(baseSpecies(own)) === folded);
  });
}

/** "Flabébé" is drafted as "Flabebe" too. */
function speciesId(name: string): string {
  return showdownId(name.normalize("NFD"));
}
