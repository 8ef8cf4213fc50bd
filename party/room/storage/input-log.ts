import { parseChoice } from "../../../functions/_shared/battle/choice.ts";
import { BattleInput } from "../../../functions/_shared/schema/inputs.ts";
import type { RoomStorage } from "../../durable/storage.ts";

export type StartInput = Extract<BattleInput, { kind: "start" }>;

const PREFIX = "input:";
const PAGE = 500;

/** The storage key of the entry with that number, from 1. Keys sort as the numbers do. */
export function inputKey(number: number): string {
  if (!Number.isInteger(number) || number < 1 || number > 999_999) {
    throw new Error(`Cannot store an input: its number must be between 1 and 999999 (${number})`);
  }
  return `${PREFIX}${String(number).padStart(6, "0")}`;
}

/** Reads the stored inputs after the one with that number, a page at a time, as they are. */
export async function listInputs(
  storage: Pick<RoomStorage, "list">,
  after: number,
  most = Number.POSITIVE_INFINITY,
): Promise<[key: string, value: unknown][]> {
  const inputs: [string, unknown][] = [];
  let last = after > 0 ? { startAfter: inputKey(after) } : {};
  for (;;) {
    const limit = Math.min(PAGE, most - inputs.length);
    const page = [...(await storage.list<unknown>({ prefix: PREFIX, limit, ...last }))];
    inputs.push(...page);
    const [key] = page.at(-1) ?? [];
    if (key === undefined || page.length < limit || inputs.length >= most) return inputs;
    last = { startAfter: key };
  }
}

/** Parses stored inputs, the first of which must be the one after `after`. */
export function parseInputs(stored: readonly [key: string, value: unknown][], after: number): BattleInput[] {
  return stored.map(([key, value], index) => {
    const expected = inputKey(after + 1 + index);
    if (key === expected) return readInput(value);
    throw new Error(`Cannot read the input log: '${expected}' is missing before '${key}'`);
  });
}

/** Reads one stored input; a choice outside the grammar is none, wherever it comes from. */
export function readInput(value: unknown): BattleInput {
  const input = BattleInput.parse(value);
  if (input.kind === "choice" && !parseChoice(input.choice)) {
    throw new Error(`Cannot read the input log: '${input.choice}' is no choice`);
  }
  return input;
}
