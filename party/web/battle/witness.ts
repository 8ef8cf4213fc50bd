import type { PokemonIdent } from "@pkmn/protocol";
import type { Tracker } from "@pkmn/view";
import { healthOf } from "./request.ts";

/** Weathers by the keys of the formatter's own table. */
const WEATHERS: Readonly<Record<string, string>> = {
  Sandstorm: "sand",
  SunnyDay: "sun",
  RainDance: "rain",
  Hail: "hail",
  DesolateLand: "harshsunshine",
  PrimordialSea: "heavyrain",
  DeltaStream: "strongwinds",
  Snow: "snow",
  Snowscape: "snow",
};

interface Standing {
  ident: PokemonIdent;
  percent: number;
}

type Answer<Question extends keyof Tracker> = ReturnType<Tracker[Question]>;

/** Remembers what the words of a log's next line depend on: who stands where, with what health, in which weather. */
export class Witness implements Tracker {
  readonly #standing = new Map<string, Standing>();
  #weather: Answer<"currentWeather">;

  /** Takes notice of a line, once it is told. */
  see(line: string): void {
    const [, kind, subject = "", detail = "", condition = ""] = line.split("|");
    const ident = subject as PokemonIdent;
    const there = this.#at(ident);
    switch (kind) {
      case "switch":
      case "drag":
        this.#standing.set(placeOf(ident), { ident, percent: healthOf(condition).percent });
        break;
      case "replace":
        if (there) there.ident = ident;
        break;
      case "-damage":
      case "-heal":
      case "-sethp":
        if (there) there.percent = healthOf(detail).percent;
        break;
      case "faint":
        if (there) there.percent = 0;
        break;
      case "swap":
        this.#swap(ident, `${subject.slice(0, 2)}${"abc"[Number(detail)] ?? "a"}`);
        break;
      case "-weather":
        this.#weather = WEATHERS[subject] as Answer<"currentWeather">;
        break;
    }
  }

  pokemonAt(side: string, slot: number): Answer<"pokemonAt"> {
    return this.#standing.get(`${side}${"abc"[slot] ?? "a"}`)?.ident;
  }

  damagePercentage(ident: PokemonIdent, health: string): Answer<"damagePercentage"> {
    const lost = (this.#at(ident)?.percent ?? 0) - healthOf(health).percent;
    return lost > 0 ? `${lost}%` : undefined;
  }

  currentWeather(): Answer<"currentWeather"> {
    return this.#weather;
  }

  getSwitchedOutPokemon(ident: PokemonIdent): Answer<"getSwitchedOutPokemon"> {
    const there = this.#at(ident);
    const lastMove = "" as NonNullable<Answer<"getSwitchedOutPokemon">>["lastMove"];
    return there && there.percent > 0 ? { ident: there.ident, lastMove } : undefined;
  }

  getPokemonTypeList(): undefined {}

  getPokemonSpeciesForme(): undefined {}

  #at(ident: PokemonIdent): Standing | undefined {
    return this.#standing.get(placeOf(ident));
  }

  #swap(mover: PokemonIdent, to: string): void {
    const [one, other] = [this.#at(mover), this.#standing.get(to)];
    if (one) this.#standing.set(to, one);
    if (other) this.#standing.set(placeOf(mover), other);
  }
}

/** `"p1a"` of `"p1a: Sparky"`. */
function placeOf(ident: string): string {
  return ident.slice(0, 3);
}
