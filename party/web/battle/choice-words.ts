import { type Action, parseChoice } from "../../../functions/_shared/battle/choice.ts";
import { nameOf, type Request } from "./request.ts";

/** A choice as its player would say it: "Thunderbolt", "Thunderbolt, then switch to Blissey". */
export function choiceInWords(request: Request, text: string): string {
  const choice = parseChoice(text);
  if (choice === null) return text;
  if (choice.kind === "team") return `${pokemonAt(request, choice.slots[0] ?? 1)} leads`;
  const said = choice.actions.flatMap((action, slot) => actionInWords(request, action, slot));
  return said.length === 0 ? "Pass" : said.join(", then ");
}

function actionInWords(request: Request, action: Action, slot: number): string[] {
  switch (action.kind) {
    case "move": {
      const moves = request.active?.[slot]?.moves ?? [];
      const move = moves[Number(action.move) - 1] ?? moves.find(({ id }) => id === action.move);
      return [`${move?.move ?? action.move}${action.event ? ` (${action.event})` : ""}`];
    }
    case "switch":
      return [`switch to ${pokemonAt(request, action.slot)}`];
    case "shift":
      return ["shift to the centre"];
    case "pass":
      return [];
    case "default":
      return ["the first that can be done"];
  }
}

function pokemonAt(request: Request, position: number): string {
  return nameOf(request.side?.pokemon[position - 1]?.ident ?? `number ${position}`);
}
