/** From the most talkative on: a log at one level has the lines of that level and of those behind it. */
export const LOG_LEVELS = ["info", "warn", "error", "operator"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Whether a line of `level` belongs into a log of which `least` is the level. */
export function isLogged(level: LogLevel, least: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least);
}
