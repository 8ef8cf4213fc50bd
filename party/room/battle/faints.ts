import type { Battle, Pokemon } from "@pkmn/sim";
import type { TrueFaint } from "../../../functions/_shared/schema/battle.ts";
import { type Blow, judge, nameOf, noteBlow, UNKNOWN } from "./blow.ts";

/**
 * Records what the simulator knows of each faint: as many entries, in the order of the `|faint|` lines.
 *
 * @param faints where to record them
 */
export function watchFaints(battle: Battle, faints: TrueFaint[]): void {
  const blows = new Map<Pokemon, Blow>();

  const push = battle.faintQueue.push.bind(battle.faintQueue);
  battle.faintQueue.push = (...entries) => {
    for (const entry of entries) blows.set(entry.target, noteBlow(battle, entry));
    return push(...entries);
  };

  const add = battle.add.bind(battle);
  battle.add = (...parts) => {
    const [kind, target] = parts;
    if (kind === "-status") creditSpikes(battle);
    if (kind === "faint" && isPokemon(target)) {
      const blow = blows.get(target);
      faints.push({ turn: battle.turn, victim: nameOf(target), ...(blow ? judge(blow) : UNKNOWN) });
      blows.delete(target);
    }
    add(...parts);
  };
}

/**
 * Of poison by Toxic Spikes the simulator remembers who stood opposite. It is put right where it is kept, which no rule of
 * the simulator asks for but its rule against sleep, so that a snapshot has it too.
 */
function creditSpikes({ event, effectState }: Battle): void {
  const { effect, target } = event ?? {};
  if (effect?.id !== "toxicspikes" || !isPokemon(target) || target.statusState !== effectState) return;
  effectState.source = target.side.sideConditions.toxicspikes?.source ?? effectState.source;
}

function isPokemon(value: unknown): value is Pokemon {
  return typeof value === "object" && value !== null && "statusState" in value;
}
