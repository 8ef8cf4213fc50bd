import { type Condition, effectName, type Field, type Line, seatOf } from "./model.ts";

const WEATHERS: Readonly<Record<string, string>> = {
  SunnyDay: "Sun",
  RainDance: "Rain",
  Snowscape: "Snow",
  DesolateLand: "Harsh sun",
  PrimordialSea: "Heavy rain",
  DeltaStream: "Strong winds",
};

/** Reads what lies on the field and its sides. @returns whether the line was about that */
export function readCondition(field: Field, line: Line): boolean {
  const { turn } = field;
  const side = field.sides[seatOf(line.at(0))];
  switch (line.kind) {
    case "-weather":
      if (line.at(0) === "none") field.weather = null;
      else if (!line.has("upkeep")) {
        field.weather = { name: WEATHERS[line.at(0)] ?? line.at(0), layers: 1, since: turn };
      }
      return true;
    case "-fieldstart":
      add(field.conditions, line.at(0), turn);
      return true;
    case "-fieldend":
      remove(field.conditions, line.at(0));
      return true;
    case "-sidestart":
      add(side, line.at(1), turn);
      return true;
    case "-sideend":
      remove(side, line.at(1));
      return true;
    case "-swapsideconditions":
      field.sides = { p1: field.sides.p2, p2: field.sides.p1 };
      return true;
    default:
      return false;
  }
}

function add(conditions: Condition[], effect: string, turn: number): void {
  const name = effectName(effect);
  const there = conditions.find((condition) => condition.name === name);
  if (there) there.layers += 1;
  else conditions.push({ name, layers: 1, since: turn });
}

function remove(conditions: Condition[], effect: string): void {
  const name = effectName(effect);
  const index = conditions.findIndex((condition) => condition.name === name);
  if (index >= 0) conditions.splice(index, 1);
}

/** A condition in words: "Spikes ×2". */
export function conditionInWords({ name, layers }: Condition): string {
  return layers > 1 ? `${name} ×${layers}` : name;
}

/** Those that hurt or slow down who comes in. */
export const HAZARDS: ReadonlySet<string> = new Set(["Stealth Rock", "Spikes", "Toxic Spikes", "Sticky Web"]);
