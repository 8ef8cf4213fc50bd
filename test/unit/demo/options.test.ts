import { describe, expect, test } from "vitest";
import { parseOptions } from "../../../supabase/local/demo/options.ts";

describe("the demo's command line", () => {
  test("has a default for everything", () => {
    expect(parseOptions([])).toEqual({ battles: 12, seed: "1", keep: false, json: false, timeout: 240 });
  });

  test("takes each option", () => {
    const args = ["--battles", "4", "--seed", "autumn-7", "--keep", "--json", "--timeout=9"];
    expect(parseOptions(args)).toEqual({ battles: 4, seed: "autumn-7", keep: true, json: true, timeout: 9 });
  });

  test("--help asks for the usage", () => {
    expect(parseOptions(["--help"])).toBeNull();
    expect(parseOptions(["-h"])).toBeNull();
  });

  test.each([
    [["--battles", "0"], /--battles.*from 1 to 200 \(0\)/],
    [["--battles", "201"], /--battles.*\(201\)/],
    [["--battles", "1e1"], /--battles.*\(1e1\)/],
    [["--battles"], /--battles/],
    [["--timeout", "soon"], /--timeout.*\(soon\)/],
    [["--seed", "a b"], /--seed.*\(a b\)/],
    [["--seed="], /--seed/],
    [["--speed", "9"], /--speed/],
    [["12"], /12/],
  ])("%j is refused with its name", (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});
