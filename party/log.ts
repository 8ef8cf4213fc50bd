import { isLogged, LOG_LEVELS, type LogLevel } from "../functions/_shared/log-level.ts";

export type RoomLog = (event: string, fields: object) => void;

/** Events are named `<thing>.<what became of it>`: what became of it says how bad it is. What is not here is news. */
const LEVELS: Record<string, LogLevel> = {
  delayed: "warn",
  failed: "error",
  lost: "warn",
  refused: "warn",
  unsettled: "error",
};

/**
 * The log of a party: one JSON object a line, with `level`, `time`, `party`, `event`, and `correlation_id` where there
 * is one.
 *
 * @param env PLATEAU_LOG_LEVEL is the least level that is written; anything that is none means `info`
 */
export function createRoomLog(
  party: string,
  env: Record<string, unknown>,
  write: (line: string) => void = console.log,
): RoomLog {
  const least = LOG_LEVELS.find((level) => level === env.PLATEAU_LOG_LEVEL) ?? "info";
  return (event, fields) => {
    const level = LEVELS[event.split(".").at(-1) ?? ""] ?? "info";
    if (!isLogged(level, least)) return;
    write(JSON.stringify({ level, time: new Date().toISOString(), party, event, ...fields }));
  };
}
