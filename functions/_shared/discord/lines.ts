import { LIMITS } from "./embed.ts";

/** As many lines as fit an embed's text; how many more there are is said in the last. */
export function fitLines(lines: readonly string[], none: string, limit = LIMITS.description): string {
  if (lines.length === 0) return none;
  const more = (count: number) => `… and ${count} more`;
  const shown: string[] = [];
  let size = 0;
  for (const [index, line] of lines.entries()) {
    const rest = lines.length - index - 1;
    const reserve = rest > 0 ? more(rest).length + 1 : 0;
    if (size + line.length + 1 + reserve > limit) return [...shown, more(rest + 1)].join("\n");
    shown.push(line);
    size += line.length + 1;
  }
  return shown.join("\n");
}
