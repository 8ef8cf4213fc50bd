import { speciesOf } from "../request.ts";

/** A Pokémon of a team as it is shown before the battle. */
export interface Shown {
  species: string;
  /** What an open team sheet tells beside it. */
  sheet: Sheet | null;
}

export interface Sheet {
  item: string;
  ability: string;
  moves: string[];
  /** `null` in generations without Tera types. */
  tera: string | null;
}

/** Reads the details of team preview: `"Arceus-*, L50"` hides its forme. */
export function shownOf(details: string): Shown {
  return { species: speciesOf(details).replace(/-\*$/, ""), sheet: null };
}

/** Reads the packed team of an open team sheet: a set between `]`s, whose fields are parted by `|`. */
export function sheetsOf(packed: string): Sheet[] {
  return packed.split("]").map((set) => {
    const [, , item = "", ability = "", moves = "", , , , , , , rest = ""] = set.split("|");
    const tera = rest.split(",")[5] ?? "";
    return {
      item: spaced(item),
      ability: spaced(ability),
      moves: moves.split(",").map(spaced),
      tera: tera === "" ? null : tera,
    };
  });
}

/** Names are packed without their spaces: `"FakeOut"`. */
function spaced(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, "$1 $2");
}
