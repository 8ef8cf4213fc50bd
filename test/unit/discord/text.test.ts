import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bare, code, plain } from "../../../functions/_shared/discord/text.ts";

describe("a name in a message", () => {
  test.each([
    [
      "**bold** _it_ ~~no~~ `code` ||spoiler||",
      "\\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~ \\`code\\` \\|\\|spoiler\\|\\|",
    ],
    ["@everyone <@123>", "\\@everyone \\<\\@123\\>"],
    ["[free](https://evil.example)", "\\[free\\]\\(https\\://evil.example\\)"],
    ["two\nlines\u202e", "two lines"],
    ["Porygon-Z's", "Porygon-Z's"],
    ["\u200b\n", "–"],
    ["\u2060\ufeff\u061c\u0085", "–"],
  ])("%j is shown letter for letter", (name, shown) => expect(plain(name, 100)).toBe(shown));

  test("in a block of code cannot end it", () => {
    expect(code("```js\n||x||", 30)).toBe("'''js ¦¦x¦¦");
    expect(bare("x".repeat(9), 4)).toBe("xxx…");
  });

  test("is cut between letters, never inside an escape", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (name, limit) => {
        const shown = plain(name, limit);
        expect(shown.length).toBeLessThanOrEqual(limit);
        expect(/(^|[^\\])(\\\\)*\\(…|$)/.test(shown)).toBe(false);
      }),
    );
  });
});
