import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readOutside } from "../../../functions/_shared/battle/outside-log.ts";
import { readFileName } from "../../../functions/_shared/battle/replay-file.ts";

const fixture = (name: string) =>
  readFileSync(`${import.meta.dirname}/../../fixtures/replays/${name}`, "utf8");

describe("a battle log of a Showdown server", () => {
  test("tells the names that either player bore, and none of who left", async () => {
    const log = [
      "|player|p1|Ash|1|",
      "|player|p2|Gary|2|",
      "|player|p1|",
      "|player|p1|Ash K.|1|",
      "|player|p3|Eve|",
    ];
    const { names } = await readOutside(log.join("\n"));
    expect(names).toEqual({ p1: ["Ash", "Ash K."], p2: ["Gary"] });
  });

  test("tells who took a seat that another had left, and who took another name in it", async () => {
    const sat = async (...names: string[]) =>
      (await readOutside(names.map((name) => `|player|p1|${name}`).join("\n"))).sittings.p1;
    expect(await sat("Ash|1", "Ash K.|1", "Ash K.|1")).toEqual([["Ash", "Ash K."]]);
    // A connection that broke: it is announced again as it was, or as the same name is written.
    expect(await sat("Ash|1", "", "Ash|1", "", "ASH!|1")).toEqual([["Ash", "ASH!"]]);
    expect(await sat("Ash|1", "", "Eve|1", "Eve 2|1", "", "Ash|1")).toEqual([
      ["Ash"],
      ["Eve", "Eve 2"],
      ["Ash"],
    ]);
    // Of more than it keeps it says that there were more.
    const many = Array.from({ length: 30 }, (_, index) => [`Name ${index}|1`, ""]).flat();
    expect((await sat(...many)).slice(19)).toEqual([["Name 19"], []]);
    const renames = Array.from({ length: 30 }, (_, index) => `Name ${index}|1`);
    expect((await sat(...renames)).slice(1)).toEqual([[]]);
  });

  test("does not count who comes back behind its end", async () => {
    const log = "|player|p1|Ash|1|\n|player|p2|Gary|2|\n|win|Ash";
    const { hash } = await readOutside(log);
    const after = await readOutside(`${log}\n|player|p1|\n|player|p1|Eve|1|\n|player|p2|Gary|2|`);
    expect(after).toMatchObject({ hash, names: { p1: ["Ash"] }, sittings: { p1: [["Ash"]] } });
  });

  test("tells when it began and ended", async () => {
    const { began, ended } = await readOutside("|t:|1790000000\n|t:|no\n|t:|1790000300\n");
    expect({ began, ended }).toEqual({ began: 1_790_000_000, ended: 1_790_000_300 });
    expect(await readOutside("")).toMatchObject({ began: null, ended: null, game: null, series: null });
  });

  test.each(["", "-abcdefpw"])(
    "tells its number in a series, whose room is hidden or not (%s)",
    async (password) => {
      const line = `|uhtml|bestof|<h2><strong>Game 2</strong> of <a href="/game-bestof3-gen9ou-41${password}">a best-of-3</a></h2>`;
      expect(await readOutside(line)).toMatchObject({ game: 2, series: "game-bestof3-gen9ou-41" });
    },
  );

  test("is the same battle for every audience: without times, chat, HP and line ends of another kind", async () => {
    const { hash } = await readOutside(fixture("singles.log"));
    const others = [
      fixture("singles.all.log"),
      fixture("singles.log").replaceAll("\n", "\r\n"),
      fixture("singles.log").replace(/^\|t:\|.*$/gm, "|t:|1"),
      `|j|☆Eve\n${fixture("singles.log")}\n|c|☆Eve|gg\n|l|☆Eve`,
    ];
    for (const other of others) expect((await readOutside(other)).hash).toBe(hash);
  });

  test("is another battle when something else happened, or somebody else played", async () => {
    const log = fixture("singles.log");
    const { hash } = await readOutside(log);
    const winner = /^\|win\|(.*)$/m.exec(log)?.[1] ?? "";
    expect((await readOutside(log.replace(`|win|${winner}`, "|win|Eve"))).hash).not.toBe(hash);
    expect((await readOutside(log.replace(/^\|player\|p1\|[^|]*/m, "|player|p1|Eve"))).hash).not.toBe(hash);
    expect((await readOutside(log.replace(/^\|move\|.*$/m, ""))).hash).not.toBe(hash);
  });

  test("of a hostile kind is looked over in time, and its names are cleaned and few", async () => {
    const many = Array.from({ length: 50_000 }, (_, index) => `|player|p1|Name\u0000 ${index}|`).join("\n");
    const { names } = await readOutside(
      `${many}\n${"|".repeat(100_000)}\n|uhtml|bestof|${"<".repeat(100_000)}`,
    );
    expect(names.p1).toHaveLength(20);
    expect(names.p1[0]).toBe("Name 0");
  });
});

test.each([
  ["logs/2026-11/gen9ou/2026-11-29/gen9ou-12.log.json", { kind: "json", replayId: "gen9ou-12" }],
  ["battle-gen9ou-12.log", { kind: "log", replayId: "gen9ou-12" }],
  ["gen9ou-12-abcpw.json", { kind: "json", replayId: "gen9ou-12" }],
  ["Gen9OU-2026-11-29-ash-gary.html", { kind: "html", replayId: null }],
  ["notes.md", null],
  ["gen9ou-12", null],
])("the file %s is called as %o", (path, name) => {
  expect(readFileName(path)).toEqual(name);
});
