import { parseArgs } from "node:util";

export interface DemoOptions {
  /** How many battles to play. @default 12 */
  battles: number;
  /** Decides every battle: the same seed gives the same results. @default "1" */
  seed: string;
  /** Leave the stack running afterwards. */
  keep: boolean;
  /** End with one line of JSON. */
  json: boolean;
  /** When to give up, in seconds from the stack being ready. @default 60 + 15 a battle */
  timeout: number;
}

export const USAGE = `Usage: npm run demo -- [options]

Starts the whole stack, plays a season of bots in real rooms and prints its standings.

  --battles N   how many battles to play, 1 to 200 (default 12)
  --seed S      decides every battle; the same seed gives the same results (default 1)
  --keep        leave the stack running and print its addresses
  --json        end with one line of JSON
  --timeout S   give up after so many seconds (default 60 + 15 a battle)
  --help        print this`;

/** Reads the demo's command line; `null` asks for the usage. Throws an error that names a wrong option. */
export function parseOptions(args: string[]): DemoOptions | null {
  const { values } = parseArgs({
    args,
    strict: true,
    allowPositionals: false,
    options: {
      battles: { type: "string", default: "12" },
      seed: { type: "string", default: "1" },
      keep: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      timeout: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return null;
  if (!/^[\w.-]{1,64}$/.test(values.seed)) {
    throw new Error(
      `Cannot use --seed: it must be 1 to 64 letters, digits, '.', '_' or '-' (${values.seed})`,
    );
  }
  const battles = wholeNumber("--battles", values.battles, 200);
  return {
    battles,
    seed: values.seed,
    keep: values.keep,
    json: values.json,
    timeout:
      values.timeout === undefined ? 60 + 15 * battles : wholeNumber("--timeout", values.timeout, 86_400),
  };
}

function wholeNumber(option: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most) {
    throw new Error(`Cannot use ${option}: it must be a whole number from 1 to ${most} (${text})`);
  }
  return value;
}
