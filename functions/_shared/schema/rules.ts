import * as z from "zod";

/** How a battle's clocks run. All times in seconds. */
export const ClockSettings = z.strictObject({
  /** Time for each request; when it is over, a legal choice is drawn for the player. */
  turn: z.int().min(1).max(3600),
  /** Time for team preview. */
  preview: z.int().min(1).max(3600),
  /** The player is warned when this much is left. */
  warning: z.int().min(0).max(3600),
  /** A player's own time for the whole battle, spent beside each request's; who has none left loses by `timeout`. `null`: without. */
  bank: z.int().min(1).max(36_000).nullable(),
  /** So many drawn choices in a row lose the battle by `timeout`. */
  patience: z.int().min(1).max(100),
});
export type ClockSettings = z.infer<typeof ClockSettings>;

export const ClockPreset = z.enum(["standard", "vgc", "none"]);
export type ClockPreset = z.infer<typeof ClockPreset>;

/** The presets; `none` is a battle without clocks. `vgc` is the clock of Showdown's rule "VGC Timer". */
export const CLOCKS: Readonly<Record<ClockPreset, ClockSettings | null>> = {
  standard: { turn: 60, preview: 90, warning: 30, bank: null, patience: 5 },
  vgc: { turn: 55, preview: 90, warning: 30, bank: 420, patience: 5 },
  none: null,
};

/** What a battle's room is told to see to, apart from the format's own rules. */
export const BattleRules = z.strictObject({
  /** `null`: no clocks run, and the players may start them together with TIMER. */
  clock: ClockSettings.nullable(),
  /** Whether both players together may stop the clocks. */
  casual: z.boolean(),
  /** Seconds in which a player whose connection broke has to return. */
  reconnect: z.int().min(1).max(3600),
  /** Seconds in which both players must have come, from the opening of the room; `null`: no limit. */
  confirm: z.int().min(1).max(3600).nullable(),
  /** Seconds by which spectators see the battle later. */
  delay: z.int().min(0).max(3600),
});
export type BattleRules = z.infer<typeof BattleRules>;

/** The rules of a friendly battle, unless its opener names others. */
export const FRIENDLY_RULES: BattleRules = {
  clock: CLOCKS.standard,
  casual: true,
  reconnect: 60,
  confirm: null,
  delay: 0,
};

/** Who plays seat p2 of a practice battle. */
export const BotStrength = z.enum(["easy", "normal", "hard"]);
export type BotStrength = z.infer<typeof BotStrength>;

/** A battle's place in the series of a match. `score` counts the games won before this one. */
export const Series = z.strictObject({
  bestOf: z.literal([1, 3, 5]),
  game: z.int().min(1).max(20),
  score: z.strictObject({ p1: z.int().min(0), p2: z.int().min(0) }),
});
export type Series = z.infer<typeof Series>;
