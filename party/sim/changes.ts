/** What makes a module's learnsets and the additions to them one, when somebody asks. */
const HELPERS = `
const mergedLearnsets = new Map();
function learnsetsOf(learn, legality) {
    if (!mergedLearnsets.has(learn)) mergedLearnsets.set(learn, merge(learn(), legality()).Learnsets);
    return mergedLearnsets.get(learn);
}
function inheritLearnsets(own, parent) {
    if (!own || !parent) return own ?? parent;
    for (const id in parent) {
        if (own[id] === null) delete own[id];
        else if (!(id in own)) own[id] = parent[id];
        else if (own[id]?.inherit) {
            delete own[id].inherit;
            own[id] = { ...parent[id], ...own[id] };
        }
    }
    return own;
}
function defineLearnsets(dex, data, modData) {
    Object.defineProperty(data, 'Learnsets', {
        configurable: true,
        enumerable: true,
        get() {
            const parent = dex.parentMod ? dexes[dex.parentMod].data.Learnsets : undefined;
            const value = inheritLearnsets(dex.loadDataFile(dex.currentMod, 'Learnsets', modData), parent);
            Object.defineProperty(data, 'Learnsets', { configurable: true, enumerable: true, writable: true, value });
            return value;
        },
    });
}
`;

interface Change {
  from: RegExp;
  to: string;
  /** How often it must fit. */
  times: number;
}

const LAZY: readonly Change[] = [
  {
    from: /^import \* as ((?:learn|legality)\w+) from ('[^']+');$/gm,
    to: "const $1 = () => require($2);",
    times: 12,
  },
  { from: /\.\.\.merge\((\w+), (\w+)\)/g, to: "get Learnsets() { return learnsetsOf($1, $2); }", times: 6 },
  { from: / 'Learnsets',/g, to: "", times: 1 },
  {
    from: /^( +)this\.dataCache = dataCache;$/gm,
    to: "$1defineLearnsets(this, dataCache, modData);\n$&",
    times: 1,
  },
  { from: /^const dexData = \{$/gm, to: `${HELPERS}$&`, times: 1 },
];

/** A stream of the simulator's own evaluates whatever follows `>eval`. No room uses one, and none is to have it. */
const NO_EVAL: readonly Change[] = [
  { from: /\beval\(message\)/g, to: '"a room evaluates nothing"', times: 1 },
];

/**
 * Changes the simulator's module `dex.mjs` so that it loads learnsets with their first use, instead of all of them, of
 * every generation, with the first battle.
 *
 * @throws when the module is not the one that the changes were made for
 */
export function lazyLearnsets(source: string): string {
  return change(source, LAZY);
}

/** Changes the simulator's module `battle-stream.mjs` so that it evaluates no code. */
export function withoutEval(source: string): string {
  return change(source, NO_EVAL);
}

function change(source: string, changes: readonly Change[]): string {
  return changes.reduce((text, { from, to, times }) => {
    const found = text.match(from)?.length ?? 0;
    if (found === times) return text.replace(from, to);
    throw new Error(`Cannot change the simulator: ${from} fits ${found} times, and ${times} were expected`);
  }, source);
}
