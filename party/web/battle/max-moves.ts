/** Parts of names that are two words each; all others are one. */
const TWO_WORDS: Readonly<Record<string, string>> = {
  ...{ chistrike: "Chi Strike", drumsolo: "Drum Solo", foamburst: "Foam Burst", goldrush: "Gold Rush" },
  ...{ oneblow: "One Blow", rapidflow: "Rapid Flow", stunshock: "Stun Shock", vinelash: "Vine Lash" },
  ...{ voltcrash: "Volt Crash", windrage: "Wind Rage" },
};

/** How a Max Move is called: requests name it by its id, `"maxflare"` or `"gmaxvinelash"`. Another move keeps its name. */
export function maxMoveName(move: string): string {
  const [, kind, rest = ""] = /^(g?max)([a-z]+)$/.exec(move) ?? [];
  if (kind === undefined) return move;
  const name = TWO_WORDS[rest] ?? `${rest.slice(0, 1).toUpperCase()}${rest.slice(1)}`;
  return `${kind === "max" ? "Max" : "G-Max"} ${name}`;
}
