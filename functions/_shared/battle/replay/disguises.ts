import type { Seat } from "../../schema/ids.ts";
import type { Member, Stint } from "./pokemon.ts";
import type { Scene } from "./scene.ts";

/**
 * Looks for stints of the disguised that no line gave away: of a team with one who may go in disguise, any stint that
 * no move hit may have been its own. HP tell, since everybody comes back with as many as it left with; where they fit
 * both, the stint stays where it was shown and is doubtful.
 */
export function suspect(scene: Scene, seat: Seat): void {
  const team = scene.teams[seat];
  const illusionists = team.illusionists();
  if (illusionists.length === 0) return;
  const trails = new Map(team.members.map((member) => [member, new Trail(member)]));
  for (const stint of scene.stints) {
    if (stint.seat !== seat) continue;
    const shown = trails.get(stint.member)?.around(stint);
    let wearer: Member | null = null;
    for (const illusionist of stint.struck || illusionists.includes(stint.member) ? [] : illusionists) {
      const other = trails.get(illusionist)?.around(stint);
      if (!shown || !other || other.busy || !isDisguise(stint, shown, other)) continue;
      if (isGenuine(stint, shown, other)) stint.doubtful = true;
      else wearer = illusionist;
      break;
    }
    if (wearer) team.move(stint, wearer);
    trails.get(stint.member)?.leave(stint);
  }
}

/** What is known of a Pokémon before and after a stint that may have been its own. */
interface Around {
  /** Percent of HP that it left with before, and came in with the next time. */
  left: number;
  next: number | null;
  /** Whether it had fainted, or stood on the field as itself. */
  busy: boolean;
}

/** A Pokémon's own stints, followed through the battle. */
class Trail {
  readonly #stints: readonly Stint[];
  #next = 0;
  #last: Stint | null = null;

  constructor({ stints }: Member) {
    this.#stints = [...stints];
  }

  around({ number, from }: Stint): Around {
    while ((this.#stints[this.#next]?.number ?? Number.POSITIVE_INFINITY) <= number) this.#next += 1;
    const last = this.#last;
    return {
      left: last?.hp ?? 100,
      next: this.#stints[this.#next]?.hpBefore ?? null,
      busy: last !== null && (last.fainted || last.to === null || last.to > from),
    };
  }

  leave(stint: Stint): void {
    this.#last = stint;
  }
}

/** Whether it may be of whom it showed, who may have Regenerator. */
function isGenuine({ hpBefore, hp }: Stint, shown: Around, other: Around): boolean {
  const returned = shown.next === null || shown.next >= hp;
  return hpBefore >= shown.left && returned && (other.next === null || other.next === other.left);
}

/** Whether it may be of the other one, while the one that it showed rested. */
function isDisguise({ hpBefore, hp }: Stint, shown: Around, other: Around): boolean {
  const returned = other.next === null || other.next === hp;
  return hpBefore === other.left && returned && (shown.next === null || shown.next === shown.left);
}
