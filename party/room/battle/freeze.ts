import { Battle, Dex, Pokemon, Side, State } from "@pkmn/sim";

/** A battle of the simulator between two rounds, as text; its log and its commands are left out. */
export function freeze(battle: Battle): string {
  nameClasses(battle);
  // Asked for anew, a request would lack what a refused choice has brought to light.
  const requests = battle.sides.map((side) => side.activeRequest);
  const { log: _, inputLog: __, ...state }: Record<string, unknown> = State.serializeBattle(battle);
  return JSON.stringify({ state, requests });
}

/** @param printed how many lines the log had: the simulator keeps positions in it */
export function thaw(text: string, printed: number): Battle {
  const { state, requests }: Frozen = JSON.parse(text);
  // A side whose request is null is left as it is; the others' would be asked for anew.
  for (const side of state.sides) side.activeRequest = null;
  const log = Array.from({ length: printed }, () => "");
  const battle = State.deserializeBattle({ ...state, log, inputLog: [] });
  for (const [index, side] of battle.sides.entries()) side.activeRequest = requests[index] ?? null;
  return battle;
}

interface Frozen {
  state: { sides: { activeRequest: null }[] };
  requests: Side["activeRequest"][];
}

/**
 * References between the simulator's objects are written with the names of their classes, which a bundler shortens.
 * They are read back by these.
 */
function nameClasses({ field }: Battle): void {
  const { Ability, Condition, Item, Move, Species } = Dex;
  const classes = {
    Battle,
    Field: field.constructor,
    Side,
    Pokemon,
    Ability,
    Condition,
    Item,
    Move,
    Species,
  };
  for (const [name, value] of Object.entries(classes)) {
    if (value.name !== name) Object.defineProperty(value, "name", { value: name });
  }
}
