import type {
  EndType,
  Faint,
  FaintCause,
  PokemonSummary,
  Summary,
} from "../../functions/_shared/schema/battle.ts";
import type { Seat } from "../../functions/_shared/schema/ids.ts";

/** A KO in short: who fell, of what, by whom; each as `p1:0` for the first Pokémon of seat p1. */
export interface FaintSketch {
  victim: `${Seat}:${number}`;
  /** @default "move" */
  cause?: FaintCause;
  /** `null`: nobody did it. */
  by: `${Seat}:${number}` | null;
  /** @default 1 */
  turn?: number;
}

/** A battle in short; what is left out is as in a quiet battle that p1 wins. */
export interface SummarySketch {
  p1?: (string | Partial<PokemonSummary>)[];
  p2?: (string | Partial<PokemonSummary>)[];
  faints?: FaintSketch[];
  winner?: Seat | null;
  endType?: EndType;
  turns?: number;
}

/** A whole summary of a battle told in short: score, differential and who lies fainted follow from its faints. */
export function summaryOf(sketch: SummarySketch = {}): Summary {
  const { endType = "win", turns = 20 } = sketch;
  const winner = sketch.winner === undefined ? "p1" : sketch.winner;
  const faints = (sketch.faints ?? []).map(faint);
  const teams = { p1: sketch.p1 ?? ["Pikachu"], p2: sketch.p2 ?? ["Eevee"] };
  const gaveUp = endType === "forfeit" || endType === "timeout" || endType === "disconnect";
  const player = (seat: Seat) => {
    const pokemon = teams[seat].map((one, index) => pokemonOf(one, faints, seat, index));
    const fainted = pokemon.filter((one) => one.faints > one.revivals).length;
    const standing = pokemon.findIndex((one) => one.faints <= one.revivals);
    return {
      player: {
        name: seat === "p1" ? "Red" : "Blue",
        teamSize: pokemon.length,
        fainted,
        pokemon,
        active: standing < 0 ? [] : [standing],
      },
      left: gaveUp && winner !== seat ? 0 : pokemon.length - fainted,
    };
  };
  const p1 = player("p1");
  const p2 = player("p2");
  return {
    v: 2,
    format: null,
    gen: 9,
    gameType: "singles",
    endType,
    winner,
    turns,
    players: { p1: p1.player, p2: p2.player },
    score: { p1: p1.left, p2: p2.left },
    differential: p1.left - p2.left,
    faints,
  };
}

function pokemonOf(
  one: string | Partial<PokemonSummary>,
  faints: Faint[],
  seat: Seat,
  index: number,
): PokemonSummary {
  const fell = faints.filter(({ victim }) => victim.seat === seat && victim.index === index).length;
  return {
    species: "Pikachu",
    nickname: null,
    brought: true,
    sentOut: 1,
    turnsActive: 5,
    moves: [{ move: "Tackle", uses: 3, automatic: 1 }],
    damageDealt: 50,
    damageTaken: 40,
    healed: 0,
    crits: 0,
    critsTaken: 0,
    misses: 0,
    dodges: 0,
    faints: fell,
    revivals: 0,
    ...(typeof one === "string" ? { species: one } : one),
  };
}

function faint({ victim, cause = "move", by, turn = 1 }: FaintSketch): Faint {
  return { turn, victim: ref(victim), cause, source: null, by: by && ref(by), confidence: "exact" };
}

function ref(text: `${Seat}:${number}`) {
  const [seat, index] = text.split(":");
  return { seat: seat === "p1" ? ("p1" as const) : ("p2" as const), index: Number(index) };
}
