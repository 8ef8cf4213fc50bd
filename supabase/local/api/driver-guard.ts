import { register } from "node:module";
import { isMainThread } from "node:worker_threads";

/**
 * Loaded before the api process, it mends the driver `postgres` as that is read: whoever had reserved a connection that
 * breaks wrote to a socket that is gone, which ended the process (porsager/postgres#1208), or gave the broken
 * connection back to the pool. Now the reservation's queries fail, and the pool connects anew.
 */

interface Mend {
  file: RegExp;
  /** Pairs of what is there, once, and what takes its place. */
  replacements: readonly (readonly [string, string])[];
}

const MENDS: readonly Mend[] = [
  {
    file: /\/node_modules\/postgres\/src\/index\.js$/,
    replacements: [
      [
        "c.reserved.release = true\n",
        `c.reserved.release = true
    let lost = null
    c.onclose = (error) => {
      lost = error
      while (queue.length) queue.shift().reject(error)
    }
`,
      ],
      [
        "sql.release = () => {\n",
        `sql.release = () => {
      if (lost) return
      c.onclose = null
`,
      ],
      [
        "function handler(q) {\n      c.queue === full\n        ? queue.push(q)",
        "function handler(q) {\n      if (lost) return q.reject(lost)\n      c.queue === full\n        ? queue.push(q)",
      ],
    ],
  },
  {
    file: /\/node_modules\/postgres\/src\/connection\.js$/,
    replacements: [
      // What was to be written to the old socket is neither sent on the new one, nor waited for there.
      [
        "incomings = null\n    clearImmediate(nextWriteTimer)\n",
        "incomings = null\n    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n",
      ],
      // Nor is the first query on the new socket answered with what came in for the last one on the old.
      [
        "closedTime = performance.now()\n    hadError",
        "query = results = errorResponse = null\n    result = new Result()\n    rows = 0\n    closedTime = performance.now()\n    hadError",
      ],
    ],
  },
];

interface Loaded {
  format: string;
  source?: string | ArrayBuffer | Uint8Array;
}

/** A module hook of Node.js. */
export async function load<Context>(
  url: string,
  context: Context,
  nextLoad: (url: string, context: Context) => Promise<Loaded>,
): Promise<Loaded> {
  const loaded = await nextLoad(url, context);
  const mend = MENDS.find(({ file }) => file.test(url));
  if (mend === undefined || loaded.source === undefined) return loaded;
  const { source } = loaded;
  return {
    ...loaded,
    source: mended(typeof source === "string" ? source : new TextDecoder().decode(source), mend, url),
  };
}

function mended(source: string, { replacements }: Mend, url: string): string {
  return replacements.reduce((text, [there, instead]) => {
    const parts = text.split(there);
    if (parts.length !== 2) throw new Error(`Cannot mend ${url}: it is not the version that is known`);
    return parts.join(instead);
  }, source);
}

if (isMainThread) register(import.meta.url);
