import type { ChildProcess } from "node:child_process";
import { join, resolve } from "node:path";
import { type Running, StalledStart, startChild } from "./child.ts";
import { inherited } from "./environment.ts";

export interface PartykitOptions {
  /** The folder with the parties. */
  folder: string;
  port: number;
  /** More of `partykit dev`. */
  args: readonly string[];
  /** Beside what programs need to run. @default nothing */
  env?: Record<string, string>;
  output: (line: string) => void;
  /** Told the moment there is a process, before it is ready. */
  spawned?: (child: ChildProcess) => void;
  /** Milliseconds from the end of its build until it has to answer. @default 15,000 */
  patience?: number;
}

const root = resolve(import.meta.dirname, "..", "..", "..");
const ATTEMPTS = 3;

/**
 * Starts PartyKit's development server; resolves when it answers. It chooses ports for itself, and takes them seconds
 * later: where another program was quicker, it waits for ever without a word, or serves no page. Such a start is given up
 * for another, which chooses others.
 */
export async function startPartykit(options: PartykitOptions): Promise<Running> {
  const { folder, port, args, env, output, spawned, patience = 15_000 } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startChild({
        name: "rooms",
        command: process.execPath,
        args: [join(root, "node_modules/partykit/dist/bin.mjs"), "dev", `--port=${port}`, ...args],
        cwd: folder,
        env: { ...inherited(), NO_UPDATE_NOTIFIER: "1", NO_COLOR: "1", CI: "1", ...env },
        ready: `http://127.0.0.1:${port}/config.json`,
        output,
        ...(spawned && { spawned }),
        stall: {
          nearly: /^Build succeeded/,
          patience,
          broken: /^Failed to start the assets build server/,
        },
      });
    } catch (error) {
      if (!(error instanceof StalledStart) || attempt === ATTEMPTS) throw error;
      output(`${error.message}; starting again`);
    }
  }
}
