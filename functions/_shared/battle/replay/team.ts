import { type Look, Member, type Stint } from "./pokemon.ts";
import { baseSpecies, foldSpecies } from "./species.ts";

/** The disguised are taken for others until they are hit; this is who may be disguised. */
const ILLUSIONISTS: ReadonlySet<string> = new Set(["Zorua", "Zoroark"]);
const ILLUSIONIST: Look = { species: "Zoroark", base: "Zoroark", traits: "" };

/** A side's Pokémon, told apart by what the log shows of them. */
export class Team {
  /** In the order of team preview, else of appearance. */
  members: Member[] = [];
  /** Pokémon shown at team preview. */
  previewed = 0;
  readonly #looks = new Map<string, Look>();

  /** Team preview begins anew. */
  clear(): void {
    this.members = [];
    this.previewed = 0;
  }

  preview(details: string): void {
    this.members.push(new Member(this.#look(details), null));
    this.previewed += 1;
  }

  /**
   * Who comes in under that name.
   *
   * @param standing who of the team stands on the field elsewhere, and so cannot be it
   */
  enter(nickname: string, details: string, hp: number, standing: ReadonlySet<Member>): Member {
    const look = this.#look(details);
    let best: Member | undefined;
    let most = -1;
    let impossible: Member | undefined;
    for (const member of this.members) {
      if (member.base !== look.base || (member.nickname ?? nickname) !== nickname) continue;
      if (member.fainted || standing.has(member)) {
        impossible = member;
        continue;
      }
      const fit = fitness(member, look, hp);
      if (fit > most) [best, most] = [member, fit];
    }
    if (best) return this.#meet(best, nickname, look);
    if (!impossible?.fainted) return this.#add(look, nickname);
    // Who fainted under that name was somebody else in disguise, and is now known not to have been it.
    this.#unmask(impossible);
    return impossible;
  }

  /** Who a disguise turns out to be. */
  reveal(nickname: string, details: string): Member {
    return this.known(nickname, details, new Set());
  }

  /** A member of that nickname and species, made known if the log never showed it. @param taken it is none of these */
  known(nickname: string, details: string, taken: ReadonlySet<Member>): Member {
    const look = this.#look(details);
    const alike = this.members.filter(
      (member) =>
        member.base === look.base && (member.nickname ?? nickname) === nickname && !taken.has(member),
    );
    const member =
      alike.find(({ fainted, species }) => !fainted && species === look.species) ??
      alike.find(({ fainted }) => !fainted) ??
      alike[0];
    return member ? this.#meet(member, nickname, look) : this.#add(look, nickname);
  }

  /** A fainted one with that nickname, or any fainted one. */
  fallen(nickname: string): Member | undefined {
    const fallen = this.members.filter((member) => member.fainted);
    return fallen.find((member) => member.nickname === nickname) ?? fallen[0];
  }

  /** The member with that nickname that came to be known last. */
  named(nickname: string): Member | undefined {
    return this.members.findLast((member) => member.nickname === nickname);
  }

  /** Who may go in disguise. */
  illusionists(): Member[] {
    return this.members.filter(({ base }) => ILLUSIONISTS.has(base));
  }

  /** Moves a stint to who it really was of. */
  move(stint: Stint, member: Member): void {
    if (stint.member === member) return;
    const { stints } = stint.member;
    stints.splice(stints.lastIndexOf(stint), 1);
    if (stint.fainted) {
      stint.member.faints -= 1;
      stint.member.fainted = false;
      member.faints += 1;
      member.fainted = true;
    }
    stint.member = member;
    const before = member.stints.findLastIndex(({ number }) => number < stint.number);
    member.stints.splice(before + 1, 0, stint);
  }

  #look(details: string): Look {
    const known = this.#looks.get(details);
    if (known) return known;
    const [species = "", ...rest] = details.split(",").map((part) => part.trim());
    const traits = rest.filter((part) => !part.startsWith("tera:")).join(", ");
    const look = { species: foldSpecies(species), base: baseSpecies(species), traits };
    this.#looks.set(details, look);
    return look;
  }

  /** One of team preview stands on the field for the first time, maybe in a forme that preview hides. */
  #meet(member: Member, nickname: string, { species }: Look): Member {
    if (member.nickname !== null) return member;
    member.nickname = nickname;
    member.species = species;
    return member;
  }

  #add(look: Look, nickname: string | null): Member {
    const member = new Member(look, nickname);
    this.members.push(member);
    return member;
  }

  /** Takes the last stint of one that cannot have fainted away from it. */
  #unmask(member: Member): void {
    const stint = member.stints.at(-1);
    if (!stint) return;
    const suspects = this.illusionists().filter((other) => other !== member && !other.fainted);
    this.move(stint, suspects[0] ?? this.#add(ILLUSIONIST, null));
    stint.doubtful = suspects.length !== 1;
  }
}

/** How well a member fits what is shown: its traits and forme count before its HP, and who was seen before who was not. */
function fitness({ traits, species, stints }: Member, look: Look, hp: number): number {
  const left = stints.at(-1)?.hp ?? 100;
  return (
    (traits === look.traits ? 8 : 0) +
    (species === look.species ? 4 : 0) +
    (left === hp ? 2 : 0) +
    (stints.length > 0 ? 1 : 0)
  );
}
