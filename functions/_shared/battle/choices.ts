import { ChoiceRequest, choiceOf, combinations, type Option, optionsOf } from "./options.ts";

/** Draws an answer to a request: the same seed, seat and request give the same answer, whatever was forgotten in between. */
export interface ChoiceContext {
  seed: string;
  seat: string;
  rqid: number;
  /** Choices that were refused for this request. */
  refused: ReadonlySet<string>;
}

/**
 * Chooses at random among what a request allows.
 *
 * @returns `null` when nothing is asked; `default` when everything else was refused
 */
export function drawChoice(received: unknown, context: ChoiceContext): string | null {
  const request = ChoiceRequest.parse(received);
  const { seed, seat, rqid, refused } = context;
  if (request.wait) return null;
  if (request.teamPreview) return drawOrder(request, context);
  const ranked = optionsOf(request).map((options, slot) => rank(options, `${seed}|${seat}|${rqid}|${slot}`));
  for (const options of combinations(ranked)) {
    const text = choiceOf(options);
    if (!refused.has(text)) return text;
  }
  return "default";
}

function drawOrder(request: ChoiceRequest, { seed, seat, rqid, refused }: ChoiceContext): string {
  const size = request.side?.pokemon.length ?? 1;
  const slots = Array.from({ length: size }, (_, index) => ({ text: `${index + 1}`, weight: 1 }));
  const ranked = rank(slots, `${seed}|${seat}|${rqid}`);
  const order = `team ${ranked.map(({ text }) => text).join(", ")}`;
  return refused.has(order) ? "default" : order;
}

/** Orders options by chance, heavier ones earlier on average (an exponential race, each option with its own draw). */
function rank<T extends Pick<Option, "text" | "weight">>(options: readonly T[], key: string): T[] {
  const time = ({ text, weight }: T) => -Math.log(draw(`${key}|${text}`)) / weight;
  return options
    .map((option) => ({ option, time: time(option) }))
    .sort((a, b) => a.time - b.time)
    .map(({ option }) => option);
}

/** A number between 0 and 1 that the text decides: FNV-1a, mixed as murmur3 ends. */
function draw(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) + 0.5) / 4294967296;
}
