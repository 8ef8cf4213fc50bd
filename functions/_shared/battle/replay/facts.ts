import type { Faint, PokemonRef, PokemonSummary, SummaryPlayer } from "../../schema/battle.ts";
import type { Seat } from "../../schema/ids.ts";
import type { Member, Stint } from "./pokemon.ts";
import type { Scene } from "./scene.ts";
import type { Team } from "./team.ts";

/** A side's Pokémon with their facts, and who of them stands on the field. @param teamSize how many were brought */
export function teamOf(
  scene: Scene,
  seat: Seat,
  teamSize: number,
): Pick<SummaryPlayer, "pokemon" | "active"> {
  const team = scene.teams[seat];
  const met = team.members.filter((member) => member.stints.length > 0).length;
  const others = team.members.length <= teamSize ? true : met >= teamSize ? false : null;
  return {
    pokemon: team.members.map((member) => factsOf(member, member.stints.length > 0 || others, scene.turn)),
    active: scene.field
      .standing()
      .filter((stint) => stint.seat === seat && !stint.fainted)
      .map((stint) => indexOf(team, stint.member)),
  };
}

/** Every faint with whose doing it was, in the order of the log. */
export function creditsOf(scene: Scene): Faint[] {
  return scene.falls.map(({ turn, victim, blow }) => {
    const { cause, source, by } = blow;
    const doubtful = victim.doubtful || by?.doubtful === true;
    const confidence = doubtful ? "ambiguous" : blow.confidence;
    return { turn, victim: refOf(scene, victim), cause, source, by: by && refOf(scene, by), confidence };
  });
}

function refOf(scene: Scene, { seat, member }: Stint): PokemonRef {
  return { seat, index: indexOf(scene.teams[seat], member) };
}

function indexOf(team: Team, member: Member): number {
  return team.members.indexOf(member);
}

function factsOf(member: Member, brought: boolean | null, turn: number): PokemonSummary {
  const { stints } = member;
  const total = (count: (stint: Stint) => number) => stints.reduce((sum, stint) => sum + count(stint), 0);
  return {
    species: member.species.slice(0, 60),
    nickname: member.nickname?.slice(0, 60) ?? null,
    brought,
    sentOut: stints.length,
    turnsActive: turnsOf(stints, turn),
    moves: movesOf(stints),
    damageDealt: percent(total((stint) => stint.damageDealt)),
    damageTaken: percent(total((stint) => stint.damageTaken)),
    healed: percent(total((stint) => stint.healed) + rest(stints)),
    crits: total((stint) => stint.crits),
    critsTaken: total((stint) => stint.critsTaken),
    misses: total((stint) => stint.misses),
    dodges: total((stint) => stint.dodges),
    faints: member.faints,
    revivals: member.revivals,
  };
}

/** Turns that it stood on the field for at any moment, each once. */
function turnsOf(stints: readonly Stint[], turn: number): number {
  let turns = 0;
  let counted = 0;
  for (const { from, to } of stints) {
    const first = Math.max(from, counted + 1);
    const last = to ?? turn;
    if (last < first) continue;
    turns += last - first + 1;
    counted = last;
  }
  return turns;
}

/** More moves than any honest battle has of one Pokémon. */
const MOVES = 100;

function movesOf(stints: readonly Stint[]): PokemonSummary["moves"] {
  const moves = new Map<string, { move: string; uses: number; automatic: number }>();
  for (const stint of stints) {
    for (const [name, { uses, automatic }] of stint.moves) {
      const move = name.slice(0, 60);
      const counts = moves.get(move) ?? { move, uses: 0, automatic: 0 };
      counts.uses += uses;
      counts.automatic += automatic;
      moves.set(move, counts);
    }
  }
  return [...moves.values()].slice(0, MOVES);
}

/** What it won back on the bench, which no line tells of: Regenerator. */
function rest(stints: readonly Stint[]): number {
  let won = 0;
  let left: number | null = null;
  for (const { hpBefore, hp } of stints) {
    if (left !== null && left > 0 && hpBefore > left) won += hpBefore - left;
    left = hp;
  }
  return won;
}

/** A percentage to two places. */
function percent(value: number): number {
  return Math.round(value * 100) / 100;
}
