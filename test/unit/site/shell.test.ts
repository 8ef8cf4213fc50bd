import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sourceOf } from "../../../party/league/files/card.ts";
import { answerPage, withCard } from "../../../party/site/shell.ts";

const html = readFileSync(`${import.meta.dirname}/../../../party/public/index.html`, "utf8");
const card = { title: "Reds 3–0 Blues", description: "Round 1 of Indigo", feed: null };
const deps = {
  shell: async () => new Response(html),
  card: async () => Response.json(card),
};
const ask = (path: string, more: Partial<typeof deps> = {}, method = "GET") =>
  answerPage({ url: `https://league.example${path}`, method }, { ...deps, ...more });

describe("a page that is asked for by what runs no scripts", () => {
  it("has a title, a description and a picture of what is at the address", async () => {
    const response = await ask("/match/1");
    const text = (await response?.text()) ?? "";
    expect(response?.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(text).toContain("<title>Reds 3–0 Blues · Plateau</title>");
    expect(text).toContain('<meta property="og:title" content="Reds 3–0 Blues">');
    expect(text).toContain('<meta property="og:url" content="https://league.example/match/1">');
    expect(text).toContain('<meta property="og:image" content="https://league.example/card.png">');
    expect(text.match(/<title>/g)).toHaveLength(1);
    expect(text.match(/og:image"/g)).toHaveLength(1);
    // It is still the page.
    expect(text).toContain('<script type="module" src="/dist/main.js"></script>');
  });

  it("has the feed of what it is about", async () => {
    const response = await ask("/season/1", {
      card: async () => Response.json({ ...card, feed: "/parties/league/all/seasons/1/results.atom" }),
    });
    expect(await response?.text()).toContain(
      '<link rel="alternate" type="application/atom+xml" href="https://league.example/parties/league/all/seasons/1/results.atom">',
    );
  });

  it("says the site's own words where it has none, or the league does not answer or answers something else", async () => {
    for (const answer of [
      async () => Response.json({}, { status: 404 }),
      async () => Response.json({ title: 1 }),
      async () => new Response("<html>"),
      async () => Promise.reject(new Error("gone")),
    ]) {
      const response = await ask("/teams", { card: answer });
      expect(await response?.text()).toBe(html);
    }
  });

  it("is not any file that is not there, nor for who sends something", async () => {
    expect(await ask("/dist/old.js")).toBeNull();
    expect(await ask("/parties/league/x")).toBeNull();
    expect(await ask("/match/1", {}, "POST")).toBeNull();
    expect(await (await ask("/match/1", {}, "HEAD"))?.text()).toBe("");
  });

  it("holds names as text, whatever they are", () => {
    const title = `"><script>alert(1)</script> $& $1 <!-- /card --> שלום`;
    const text = withCard(
      html,
      { ...card, title, description: title },
      "https://league.example/match/%22%3E",
    );
    expect(text).not.toContain("<script>alert");
    expect(text).toContain("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; $&amp; $1");
    expect(text.match(/<\/head>/g)).toHaveLength(1);
  });
});

describe("a card", () => {
  const battle = {
    follows: ["battles"],
    id: "b-1",
    format: "gen9ou",
    status: "completed",
    match_id: null,
    rated: true,
    bot: null,
    p1_name: "Ash",
    p2_name: "Gary",
    winner_seat: "p1",
    end_type: "win",
    turns: 31,
    p1_score: 2,
    p2_score: 0,
    ended_at: null,
  };

  it("of a replay says who played what, and who won", () => {
    for (const path of ["/battle/b-1", "/replay/b-1"]) {
      const source = sourceOf(path);
      expect(source?.tag).toBe("battle:b-1");
      expect(source?.card(battle)).toEqual({
        title: "Ash 2–0 Gary",
        description: "Ash won after 31 turns: the replay. Gen 9 OU, rated.",
        feed: null,
      });
    }
  });

  it.each([
    ["waiting", "Gen 9 OU, rated: waits for its players."],
    ["live", "Gen 9 OU, rated: live now."],
    ["void", "Gen 9 OU, rated: called off."],
  ])("of a battle that is %s says so", (status, description) => {
    expect(sourceOf("/battle/b-1")?.card({ ...battle, status })?.description).toBe(description);
  });

  it("is short, whatever the names are", () => {
    const made = sourceOf("/battle/b-1")?.card({ ...battle, p1_name: `🦖\n${"x".repeat(500)}` });
    expect([...(made?.title ?? "")]).toHaveLength(200);
    expect(made?.title).toMatch(/^🦖 x/);
  });

  it("is none of a page that has nothing of its own, nor of a body of another shape", () => {
    for (const path of ["/", "/teams", "/leagues", "/ladder/gen9ou"]) expect(sourceOf(path)).toBeNull();
    expect(sourceOf("/battle/b-1")?.card({ id: "b-1" })).toBeNull();
  });
});
