import { healthOf, speciesOf } from "../request.ts";
import { readBoosts } from "./boosts.ts";
import { readCondition } from "./conditions.ts";
import { readEffects, readSource } from "./effects.ts";
import { type Field, type Known, Line, seatOf } from "./model.ts";
import { enter, exchange, preview, standingOf } from "./roster.ts";
import { sheetsOf, shownOf } from "./shown.ts";

function emptyField(): Field {
  return {
    turn: 0,
    generation: 9,
    teams: { p1: [], p2: [] },
    roster: { p1: [], p2: [] },
    standing: { p1: [], p2: [] },
    fainted: { p1: 0, p2: 0 },
    sizes: { p1: null, p2: null },
    weather: null,
    conditions: [],
    sides: { p1: [], p2: [] },
  };
}

/** Reads the field from a battle log, from its beginning. */
export function fieldOf(log: readonly string[]): Field {
  return new FieldReader().read(log);
}

/** Reads the field from a log that grows: only lines that were not read yet cost anything. */
export class FieldReader {
  #field = emptyField();
  #lines = 0;
  #shown = emptyField();

  read(log: readonly string[]): Field {
    if (log.length === this.#lines) return this.#shown;
    if (log.length < this.#lines) {
      this.#field = emptyField();
      this.#lines = 0;
    }
    for (const text of log.slice(this.#lines)) {
      if (text.startsWith("|")) this.#line(new Line(text));
    }
    this.#lines = log.length;
    const { p1, p2 } = this.#field.roster;
    this.#field.standing = { p1: standingOf(p1), p2: standingOf(p2) };
    // What was given away does not change any more.
    this.#shown = structuredClone(this.#field);
    return this.#shown;
  }

  #find = (ident: string): Known | undefined => {
    const place = ident.slice(0, 3);
    return this.#field.roster[seatOf(ident)].find((each) => each.place === place);
  };

  #everybody = (): Known[] => Object.values(this.#field.roster).flat();

  #line(line: Line): void {
    const field = this.#field;
    readSource(line, this.#find);
    if (readCondition(field, line) || readBoosts(line, this.#find, this.#everybody)) return;
    const pokemon = this.#find(line.at(0));
    if (pokemon) readHealth(pokemon, line);
    readEffects(line, this.#find);
    switch (line.kind) {
      case "turn":
        field.turn = Number(line.at(0));
        break;
      case "gen":
        field.generation = Number(line.at(0));
        break;
      case "clearpoke":
        field.teams = { p1: [], p2: [] };
        field.roster = { p1: [], p2: [] };
        break;
      case "poke":
        field.teams[seatOf(line.at(0))].push(shownOf(line.at(1)));
        preview(field, line.at(0), line.at(1));
        break;
      case "showteam":
        for (const [index, sheet] of sheetsOf(line.fields.slice(1).join("|")).entries()) {
          const shown = field.teams[seatOf(line.at(0))][index];
          if (shown) shown.sheet = sheet;
        }
        break;
      case "teamsize":
        field.sizes[seatOf(line.at(0))] = Number(line.at(1));
        break;
      case "switch":
      case "drag":
      case "replace":
        enter(field, line);
        break;
      case "detailschange":
      case "-formechange":
        if (pokemon) pokemon.species = speciesOf(line.at(1));
        break;
      case "swap":
        exchange(field, line.at(0), line.at(1));
        break;
      case "faint":
        field.fainted[seatOf(line.at(0))] += 1;
        break;
      case "-cureteam":
        for (const each of field.roster[seatOf(line.at(0))]) each.health = { ...each.health, status: null };
        break;
    }
  }
}

function readHealth(pokemon: Known, line: Line): void {
  switch (line.kind) {
    case "-damage":
    case "-heal":
    case "-sethp":
      pokemon.health = healthOf(line.at(1));
      break;
    case "-status":
      pokemon.health = { ...pokemon.health, status: line.at(1) };
      break;
    case "-curestatus":
      pokemon.health = { ...pokemon.health, status: null };
      break;
    case "faint":
      pokemon.health = healthOf("0 fnt");
      break;
  }
}
