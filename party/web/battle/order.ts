/** The order of a team in team preview: all positions, from 1, and how many of the first were chosen. */
export interface Order {
  positions: readonly number[];
  picked: number;
}

export function beginning(size: number): Order {
  return { positions: Array.from({ length: size }, (_, index) => index + 1), picked: 0 };
}

/** Picks one as the next, or takes its pick back. Those that were not picked follow as they stand in the team. */
export function toggled({ positions, picked }: Order, position: number, size: number): Order {
  const chosen = positions.slice(0, picked);
  if (chosen.includes(position))
    return ordered(
      chosen.filter((each) => each !== position),
      positions,
    );
  return picked < size ? ordered([...chosen, position], positions) : { positions, picked };
}

/** Moves one to another place; whoever stands before it then counts as picked. */
export function moved({ positions, picked }: Order, from: number, to: number, size: number): Order {
  const position = positions[from];
  if (position === undefined || to < 0 || to >= positions.length || from === to) return { positions, picked };
  const next = positions.filter((each) => each !== position);
  next.splice(to, 0, position);
  return { positions: next, picked: Math.min(size, Math.max(picked, to + 1)) };
}

function ordered(chosen: number[], positions: readonly number[]): Order {
  const others = positions.filter((each) => !chosen.includes(each)).sort((one, other) => one - other);
  return { positions: [...chosen, ...others], picked: chosen.length };
}
