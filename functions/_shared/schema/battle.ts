import * as z from "zod";
import { FormatId, Seat } from "./ids.ts";

/** How a battle ended. `void` counts for nobody: the fault was ours. */
export const EndType = z.enum(["win", "tie", "forfeit", "timeout", "disconnect", "void"]);
export type EndType = z.infer<typeof EndType>;

/** A Pokémon of a summary: its place in `players[seat].pokemon`. Nicknames and species may be borne by two. */
export const PokemonRef = z.strictObject({ seat: Seat, index: z.int().min(0).max(23) });
export type PokemonRef = z.infer<typeof PokemonRef>;

/**
 * What a Pokémon fainted of. A league's rules say which of these count as a KO, and of which kind, when they are read:
 * the facts stay as they are.
 *
 * - `move`: damage of a move, at once or later (Future Sight);
 * - `trap`: binding moves, Leech Seed, Curse, Nightmare, Salt Cure and what else a move left on it;
 * - `status`, `weather`, `hazard`, `ability`, `item`: damage of that;
 * - `recoil`: of its own move, Life Orb and crash damage included; `sacrifice`: Explosion, Healing Wish, Memento;
 * - `confusion`: it hit itself; `destiny_bond`, `perish_song`: by that;
 * - `unknown`: the log does not tell.
 */
export const FaintCause = z.enum([
  "move",
  "trap",
  "status",
  "weather",
  "hazard",
  "ability",
  "item",
  "recoil",
  "sacrifice",
  "confusion",
  "destiny_bond",
  "perish_song",
  "unknown",
]);
export type FaintCause = z.infer<typeof FaintCause>;

/** `exact`: the simulator said so, or the log names it. `inferred`: it follows. `ambiguous`: more than one could be. */
export const Confidence = z.enum(["exact", "inferred", "ambiguous"]);
export type Confidence = z.infer<typeof Confidence>;

/** One Pokémon that fainted, in the order the log tells it. One that Revival Blessing brought back may faint again. */
export const Faint = z.strictObject({
  turn: z.int().min(0),
  victim: PokemonRef,
  cause: FaintCause,
  /** The move, ability, item, hazard, weather or status by its English name, where there is one. */
  source: z.string().max(60).nullable(),
  /** Who did it: a foe, an ally, the victim itself, or nobody (weather that nobody called). */
  by: PokemonRef.nullable(),
  confidence: Confidence,
});
export type Faint = z.infer<typeof Faint>;

/** Percent of a whole HP bar, summed over the battle. */
const Percent = z.number().min(0);

export const PokemonSummary = z.strictObject({
  /** The base species with the formes that matter ("Ogerpon-Wellspring"); cosmetic and battle-only ones folded. */
  species: z.string().min(1).max(60),
  /** `null` where the log never tells it, as of one that never stood on the field. */
  nickname: z.string().max(60).nullable(),
  /** Whether it was brought into the battle; `null` where team preview picks fewer and the log never showed it. */
  brought: z.boolean().nullable(),
  /** Times it came in. */
  sentOut: z.int().min(0),
  /** Turns that it stood on the field for. */
  turnsActive: z.int().min(0),
  /** Uses by the move's English name; those that the player's clock chose are counted apart. */
  moves: z.array(
    z.strictObject({
      move: z.string().min(1).max(60),
      uses: z.int().min(0),
      automatic: z.int().min(0),
    }),
  ),
  /** To foes; what it did to itself and allies is not in it. */
  damageDealt: Percent,
  damageTaken: Percent,
  healed: Percent,
  /** Critical hits it landed, and took. */
  crits: z.int().min(0),
  critsTaken: z.int().min(0),
  /** Its moves that missed, and those of foes that missed it. */
  misses: z.int().min(0),
  dodges: z.int().min(0),
  faints: z.int().min(0),
  /** Times Revival Blessing brought it back. */
  revivals: z.int().min(0),
});
export type PokemonSummary = z.infer<typeof PokemonSummary>;

export const SummaryPlayer = z.strictObject({
  name: z.string(),
  /** Pokémon brought into the battle. */
  teamSize: z.int().min(1).max(24),
  /** Pokémon of it that lie fainted at the end. */
  fainted: z.int().min(0).max(24),
  /** The team as far as the log reveals it: in the order of team preview, else of appearance. */
  pokemon: z.array(PokemonSummary).max(24),
  /** Who of it stood on the field at the end, by index: who a forfeit's KOs go to. */
  active: z.array(z.int().min(0).max(23)).max(3),
});
export type SummaryPlayer = z.infer<typeof SummaryPlayer>;

/**
 * What the replay parser extracts from a battle log.
 *
 * `score` is the number of Pokémon each side has left; who forfeits, times out or disconnects is left with none.
 * `differential` is `score.p1 - score.p2`.
 */
export const Summary = z.strictObject({
  v: z.literal(2),
  format: FormatId.nullable(),
  gen: z.int().min(1).max(9),
  gameType: z.enum(["singles", "doubles", "triples"]),
  endType: EndType,
  /** `null` in a tie. */
  winner: Seat.nullable(),
  turns: z.int().min(0),
  players: z.strictObject({ p1: SummaryPlayer, p2: SummaryPlayer }),
  score: z.strictObject({ p1: z.int().min(0), p2: z.int().min(0) }),
  differential: z.int(),
  faints: z.array(Faint),
});
export type Summary = z.infer<typeof Summary>;

/** A Pokémon as the simulator knows it: the seat, and its place in the team as it was brought to the battle. */
export const TruePokemon = z.strictObject({
  seat: Seat,
  /** The species whose set it is, whatever it looked like. */
  species: z.string().min(1).max(60),
  nickname: z.string().max(60),
  /** Its place in the team that the player handed in, from 0: tells two of one name apart. */
  place: z.int().min(0).max(23),
});
export type TruePokemon = z.infer<typeof TruePokemon>;

/** What the simulator knows of one `|faint|` line; they come in the order of those lines. */
export const TrueFaint = z.strictObject({
  turn: z.int().min(0),
  victim: TruePokemon,
  cause: FaintCause,
  source: z.string().max(60).nullable(),
  by: TruePokemon.nullable(),
});
export type TrueFaint = z.infer<typeof TrueFaint>;
