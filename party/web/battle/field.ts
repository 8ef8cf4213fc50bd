import type { Seat } from "../../../functions/_shared/schema/ids.ts";
import { type Health, healthOf, nameOf, speciesOf } from "./request.ts";
import { type Shown, sheetsOf, shownOf } from "./shown.ts";

/** A Pokémon on the field as the log shows it. */
export interface Standing {
  /** `p1a`, `p2b`, … */
  place: string;
  name: string;
  species: string;
  health: Health;
}

/** What the log says of the field: what the teams showed, who stands where, and how many of each side have fainted. */
export interface Field {
  turn: number;
  teams: Record<Seat, Shown[]>;
  standing: Record<Seat, Standing[]>;
  fainted: Record<Seat, number>;
  sizes: Record<Seat, number | null>;
}

/** Reads the field from a battle log, from its beginning. */
export function fieldOf(log: readonly string[]): Field {
  const places = new Map<string, Standing>();
  const field: Field = {
    turn: 0,
    teams: { p1: [], p2: [] },
    standing: { p1: [], p2: [] },
    fainted: { p1: 0, p2: 0 },
    sizes: { p1: null, p2: null },
  };
  for (const line of log) read(line.split("|"), places, field);
  for (const standing of [...places.values()].sort((a, b) => (a.place < b.place ? -1 : 1))) {
    field.standing[seatOf(standing.place)].push(standing);
  }
  return field;
}

function read(parts: string[], places: Map<string, Standing>, field: Field): void {
  const [, kind, subject = "", detail = "", condition = ""] = parts;
  const place = subject.slice(0, 3);
  const there = places.get(place);
  switch (kind) {
    case "turn":
      field.turn = Number(subject);
      break;
    case "clearpoke":
      field.teams = { p1: [], p2: [] };
      break;
    case "poke":
      field.teams[seatOf(subject)].push(shownOf(detail));
      break;
    case "showteam":
      for (const [index, sheet] of sheetsOf(parts.slice(3).join("|")).entries()) {
        const shown = field.teams[seatOf(subject)][index];
        if (shown) shown.sheet = sheet;
      }
      break;
    case "teamsize":
      if (subject === "p1" || subject === "p2") field.sizes[subject] = Number(detail);
      break;
    case "switch":
    case "drag":
    case "replace": {
      const health = condition === "" && there ? there.health : healthOf(condition);
      places.set(place, { place, name: nameOf(subject), species: speciesOf(detail), health });
      break;
    }
    case "detailschange":
    case "-formechange":
      if (there) places.set(place, { ...there, species: speciesOf(detail) });
      break;
    case "-damage":
    case "-heal":
    case "-sethp":
      if (there) places.set(place, { ...there, health: healthOf(detail) });
      break;
    case "-status":
      if (there) places.set(place, { ...there, health: { ...there.health, status: detail } });
      break;
    case "-curestatus":
      if (there) places.set(place, { ...there, health: { ...there.health, status: null } });
      break;
    case "swap":
      swap(places, subject, detail);
      break;
    case "faint":
      if (there) places.set(place, { ...there, health: healthOf("0 fnt") });
      field.fainted[seatOf(place)] += 1;
      break;
  }
}

/** In doubles two allies change places: `|swap|p1a: Sparky|1`. */
function swap(places: Map<string, Standing>, subject: string, position: string): void {
  const from = subject.slice(0, 3);
  const to = `${subject.slice(0, 2)}${"abc"[Number(position)] ?? "a"}`;
  const mover = places.get(from);
  const other = places.get(to);
  if (mover) places.set(to, { ...mover, place: to });
  if (other) places.set(from, { ...other, place: from });
}

function seatOf(place: string): Seat {
  return place.startsWith("p2") ? "p2" : "p1";
}
