import { expect, test } from "vitest";
import { parseReplay } from "../../../functions/_shared/battle/parse.ts";
import type { ReplayHints } from "../../../functions/_shared/battle/verdict.ts";
import { type PokemonRef, type PokemonSummary, Summary } from "../../../functions/_shared/schema/battle.ts";

/**
 * A battle that was told in a few lines: Ann's Birdie (Ho-Oh) against Bob's Pory (Porygon-Z), from turn 1 on.
 *
 * @param preview what comes before the leads
 */
export function told(
  lines: readonly string[],
  hints: ReplayHints = {},
  preview: readonly string[] = [],
): Summary {
  const leads = ["|switch|p1a: Birdie|Ho-Oh, M|100/100", "|switch|p2a: Pory|Porygon-Z|100/100"];
  return sum(opening([...preview, ...leads], lines), hints);
}

/** The same with Kora (Kommo-o) at Ann's second position, and Zed (Zapdos) at Bob's. */
export function toldInDoubles(lines: readonly string[]): Summary {
  const leads = [
    "|switch|p1a: Birdie|Ho-Oh, M|100/100",
    "|switch|p1b: Kora|Kommo-o, F|100/100",
    "|switch|p2a: Pory|Porygon-Z|100/100",
    "|switch|p2b: Zed|Zapdos|100/100",
  ];
  return sum(opening(leads, lines, "doubles"), {});
}

/** Every faint in words: `Pory: move Brave Bird by Birdie, exact`. */
export function credits({ faints, players }: Summary): string[] {
  const name = ({ seat, index }: PokemonRef) => {
    const pokemon = players[seat].pokemon[index];
    return pokemon?.nickname ?? pokemon?.species;
  };
  return faints.map(({ victim, cause, source, by, confidence }) => {
    const doer = by === null ? "nobody" : name(by);
    return `${name(victim)}: ${[cause, source].filter(Boolean).join(" ")} by ${doer}, ${confidence}`;
  });
}

/** The facts of the Pokémon with that nickname. */
export function factsOf({ players }: Summary, nickname: string): PokemonSummary {
  const found = [...players.p1.pokemon, ...players.p2.pokemon].find(
    (pokemon) => pokemon.nickname === nickname,
  );
  if (!found) throw new Error(`Cannot find '${nickname}' in the summary`);
  return found;
}

function opening(leads: readonly string[], lines: readonly string[], kind = "singles"): string[] {
  return [
    `|gametype|${kind}`,
    "|player|p1|Ann|1|",
    "|player|p2|Bob|2|",
    "|gen|9",
    "|tier|[Gen 9] OU",
    "|start",
    ...leads,
    "|turn|1",
    ...lines,
  ];
}

/** The battle counts for nobody, so that it may break off anywhere. */
function sum(lines: readonly string[], hints: ReplayHints): Summary {
  const result = parseReplay(lines.join("\n"), { endType: "void", ...hints });
  if (!result.ok)
    throw new Error(`${result.error.code} in line ${result.error.line}: ${result.error.message}`);
  return Summary.parse(result.summary);
}

/** A mechanism, what the log tells of it, and whose doing each faint was. */
export type Case = [name: string, lines: string[], credits: string[]];

/** A test of each case. */
export function each(cases: Case[], tell = told): void {
  test.each(cases)("%s", (_, lines, expected) => expect(credits(tell(lines))).toEqual(expected));
}

/** The end of a turn. */
export const NEXT_TURN: readonly string[] = ["|", "|upkeep", "|turn|2"];
