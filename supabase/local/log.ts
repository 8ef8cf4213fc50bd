import { createWriteStream, mkdirSync, renameSync, type WriteStream } from "node:fs";
import { join } from "node:path";

export type Level = "info" | "warn" | "error";
/** Tells one event of one part. */
export type Tell = (part: string, message: string, level?: Level) => void;

export interface Log {
  tell: Tell;
  /** Takes a line as a part printed it: to that part's file, and the warnings and errors among them to the console too. */
  output(part: string, line: string): void;
  close(): Promise<void>;
}

export interface LogOptions {
  /** Where each part's file goes. */
  folder: string;
  /** Gets each line for the console. */
  write: (line: string) => void;
  /** JSON lines instead of words. */
  json?: boolean;
}

/** Opens the log: one line an event on the console, everything a part prints in `<folder>/<part>.log`. */
export function openLog(options: LogOptions): Log {
  mkdirSync(options.folder, { recursive: true });
  const files = new Map<string, WriteStream>();

  const file = (part: string): WriteStream => {
    const known = files.get(part);
    if (known !== undefined) return known;
    const path = join(options.folder, `${part}.log`);
    try {
      renameSync(path, `${path}.old`);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
    const stream = createWriteStream(path, { flags: "a", mode: 0o600 });
    // A full disk must not stop the stack: the console still has the line.
    stream.on("error", (error) => options.write(`log        ${error.message}`));
    files.set(part, stream);
    return stream;
  };

  const print = (part: string, message: string, level: Level): void => {
    const time = new Date().toISOString();
    if (options.json === true) {
      options.write(JSON.stringify({ time, level, part, message }));
      return;
    }
    const mark = level === "info" ? "" : `${level}: `;
    options.write(`${part.padEnd(10)} ${mark}${message}`);
  };

  return {
    tell(part, message, level = "info") {
      file(part).write(`${new Date().toISOString()} ${level} ${message}\n`);
      print(part, message, level);
    },
    output(part, line) {
      const text = plain(line);
      if (text === "") return;
      file(part).write(`${new Date().toISOString()} ${text}\n`);
      const level = levelOf(text);
      if (level !== "info") print(part, text, level);
      else if (options.json === true) print(part, text, level);
    },
    async close() {
      await Promise.all([...files.values()].map((stream) => new Promise((done) => stream.end(done))));
    },
  };
}

function plain(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the escape character
  return line.replace(/\u001b\[[0-9;]*m/g, "").trimEnd();
}

function levelOf(text: string): Level {
  if (/"level":"(error|operator)"|^(FATAL|PANIC|error|Error|✘|Uncaught|Unhandled)\b/.test(text))
    return "error";
  if (/"level":"warn(ing)?"/.test(text)) return "warn";
  return "info";
}
