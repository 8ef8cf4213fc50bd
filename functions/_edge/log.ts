import { isLogged, type LogLevel } from "../_shared/log-level.ts";

export type Fields = Record<string, unknown>;

export interface Log {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
  /** Somebody has to do something: an operator looks for these. */
  operator(message: string, fields?: Fields): void;
}

export interface LogOptions {
  function: string;
  /** Never written, whatever they are part of. */
  secrets: readonly string[];
  /** @default "info" */
  level?: LogLevel;
  write?: (line: string) => void;
}

/** Logs one JSON object a line: `level`, `function`, `message`, and `correlation_id` where there is one. */
export function createLog(options: LogOptions): Log {
  const { function: name, secrets, level: least = "info", write = console.log } = options;
  const log =
    (level: LogLevel) =>
    (message: string, fields: Fields = {}) => {
      if (!isLogged(level, least)) return;
      const entry = { level, time: new Date().toISOString(), function: name, message, ...fields };
      let line = JSON.stringify(entry, (_, value) => (value instanceof Error ? value.message : value));
      for (const secret of secrets) if (secret) line = line.replaceAll(secret, "***");
      write(line);
    };
  return { info: log("info"), warn: log("warn"), error: log("error"), operator: log("operator") };
}
