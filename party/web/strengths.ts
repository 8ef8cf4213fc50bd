import type { BotStrength } from "../../functions/_shared/schema/rules.ts";

/** A practice bot's strengths, as the page names them. */
export const STRENGTHS: Readonly<Record<BotStrength, string>> = {
  easy: "Easy",
  normal: "Normal",
  hard: "Hard",
};
