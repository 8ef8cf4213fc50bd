/** Run ahead of a function, this puts its clock off by `SKEW_MS` milliseconds. */
const { Deno } = globalThis as unknown as { Deno: { env: { get(name: string): string | undefined } } };
const skew = Number(Deno.env.get("SKEW_MS") ?? 0);
const True = Date;

class Skewed extends True {
  constructor(...args: [] | [value: string | number | Date]) {
    if (args.length === 0) super(True.now() + skew);
    else super(...args);
  }

  static override now(): number {
    return True.now() + skew;
  }
}

globalThis.Date = Skewed as DateConstructor;
