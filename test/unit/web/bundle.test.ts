import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BATTLE_GOAL, FIRST_GOAL } from "../../bench/web-bundle.ts";
import { weighPage } from "../../harness/page-bundle.ts";

describe("the page's code", () => {
  it("is light: a first visit fetches little, and a battle not much more", async () => {
    const { first, battle, styles } = await weighPage();
    expect(first.gzip).toBeGreaterThan(10 * 1024);
    expect(first.gzip).toBeLessThanOrEqual(FIRST_GOAL * 1024);
    expect(battle.raw).toBeGreaterThan(100 * 1024);
    expect(battle.raw).toBeLessThanOrEqual(BATTLE_GOAL * 1024);
    expect(styles.gzip).toBeLessThanOrEqual(20 * 1024);
  });

  it("is allowed to run by the page's own policy, the one script in its head too", () => {
    const html = readFileSync(`${import.meta.dirname}/../../../party/public/index.html`, "utf8");
    const inline = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map((match) => match[1] ?? "");
    expect(inline).toHaveLength(1);
    for (const script of inline) {
      expect(html).toContain(`'sha256-${createHash("sha256").update(script).digest("base64")}'`);
    }
  });
});
