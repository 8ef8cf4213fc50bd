/** What changes a Pokémon in the turn it moves. */
export const MOVE_EVENTS = ["mega", "megax", "megay", "zmove", "ultra", "dynamax", "terastallize"] as const;
export type MoveEvent = (typeof MOVE_EVENTS)[number];

/** What one active Pokémon does. Slots and moves count from 1, as the simulator's own texts do. */
export type Action =
  | { kind: "move"; move: string; target: number | null; event: MoveEvent | null }
  | { kind: "switch"; slot: number }
  | { kind: "shift" }
  | { kind: "pass" }
  | { kind: "default" };

/** An answer to a request: the order of a team, or an action for each active Pokémon. */
export type Choice = { kind: "team"; slots: number[] } | { kind: "actions"; actions: Action[] };

/** A team has 24 Pokémon at most. */
const SLOT = "(?:[1-9]|1\\d|2[0-4])";
const TEAM = new RegExp(`^team (?:([1-9]{1,9})|(${SLOT}(?:, ?${SLOT})*))$`);
const SWITCH = new RegExp(`^switch (${SLOT})$`);
/** A move's number in the request, or its id. */
const MOVE = /^move (\d{1,2}|[a-z][a-z0-9]{0,39})((?: \S+){0,2})$/;
const TARGET = /^(?:\+?[1-3]|-[1-3])$/;
const SYNONYMS: ReadonlyMap<string, MoveEvent> = new Map([
  ...MOVE_EVENTS.map((event) => [event, event] as const),
  ["max", "dynamax"],
  ["gigantamax", "dynamax"],
  ["terastal", "terastallize"],
]);

/**
 * Reads a choice: `move 1`, `move 2 +1 terastallize, switch 4`, `team 3,1,2`, `pass`, `shift`, `default`.
 *
 * The grammar is strict: whatever it does not name (a line end, another command, a Pokémon's name) is no choice.
 *
 * @returns `null` when the text is no choice
 */
export function parseChoice(text: string): Choice | null {
  if (text.length > 200) return null;
  if (text.startsWith("team")) return parseTeam(text);
  const actions: Action[] = [];
  for (const part of text.split(",")) {
    const action = parseAction(part.replace(/^ | $/g, ""));
    if (action === null) return null;
    actions.push(action);
  }
  return actions.length <= 3 ? { kind: "actions", actions } : null;
}

/** Writes a choice as the simulator reads it. `parseChoice` reads it back as it was. */
export function formatChoice(choice: Choice): string {
  return choice.kind === "team"
    ? `team ${choice.slots.join(",")}`
    : choice.actions.map(formatAction).join(", ");
}

function parseTeam(text: string): Choice | null {
  const match = TEAM.exec(text);
  if (!match) return null;
  const slots = match[1] ? Array.from(match[1], Number) : (match[2] ?? "").split(",").map(Number);
  // One number alone has two readings, and both are the same slot.
  return { kind: "team", slots };
}

function parseAction(text: string): Action | null {
  switch (text) {
    case "pass":
    case "skip":
      return { kind: "pass" };
    case "shift":
      return { kind: "shift" };
    case "default":
    case "auto":
      return { kind: "default" };
  }
  const slot = SWITCH.exec(text)?.[1];
  if (slot) return { kind: "switch", slot: Number(slot) };
  return parseMove(text);
}

function parseMove(text: string): Action | null {
  const match = MOVE.exec(text);
  if (!match?.[1]) return null;
  let target: number | null = null;
  let event: MoveEvent | null = null;
  for (const word of (match[2] ?? "").split(" ").filter(Boolean)) {
    const named = SYNONYMS.get(word);
    if (named && event === null) event = named;
    else if (TARGET.test(word) && target === null) target = Number(word);
    else return null;
  }
  return { kind: "move", move: match[1], target, event };
}

/** Writes one action as the simulator reads it. */
export function formatAction(action: Action): string {
  switch (action.kind) {
    case "move": {
      const target = action.target === null ? "" : ` ${action.target > 0 ? "+" : ""}${action.target}`;
      return `move ${action.move}${target}${action.event ? ` ${action.event}` : ""}`;
    }
    case "switch":
      return `switch ${action.slot}`;
    default:
      return action.kind;
  }
}
