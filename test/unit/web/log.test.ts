import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { automaticLine } from "../../../functions/_shared/battle/automatic.ts";
import { Narrator, toldOf } from "../../../party/web/battle/log.ts";

const replays = new URL("../../fixtures/replays/", import.meta.url);
const text = (lines: readonly { spans: { text: string }[] }[]) =>
  lines.map((line) => line.spans.map((span) => span.text).join("")).join("\n");

/** All that the log says to a seat. */
const tell = (seat: "p1" | "p2", log: readonly string[]) => new Narrator(seat).tell(log).flat();

describe("a log in words", () => {
  it("tells turns, moves and the end", () => {
    const told = tell("p1", [
      "|player|p1|Ann||",
      "|player|p2|Bob||",
      "|start",
      "|switch|p1a: Sparky|Pikachu, L80|100/100",
      "|turn|1",
      "|move|p1a: Sparky|Thunderbolt|p2a: Blissey",
      "|win|Ann",
    ]);
    expect(told.filter((line) => line.kind === "turn").map((line) => text([line]))).toEqual(["Turn 1"]);
    expect(text(told)).toContain("Sparky used Thunderbolt!");
    expect(text(told)).toContain("Ann won the battle!");
  });

  it("tells how much was lost, who left, who changed places, and which weather ended", () => {
    const told = tell("p1", [
      "|player|p1|Ann||",
      "|player|p2|Bob||",
      "|switch|p1a: Sparky|Pikachu, L80|211/211",
      "|switch|p1b: Cubone|Cubone, L80|100/100",
      "|switch|p2a: Blissey|Blissey, L80, F|100/100",
      "|-weather|RainDance",
      "|move|p1a: Sparky|Thunderbolt|p2a: Blissey",
      "|-damage|p2a: Blissey|57/100",
      "|-weather|none",
      "|swap|p1a: Sparky|1|[from] move: Ally Switch",
      "|switch|p1b: Mew|Mew, L80|211/211",
    ]);
    const words = text(told);
    expect(words).toContain("(The opposing Blissey lost 43% of its health!)");
    expect(words).toContain("The rain stopped.");
    expect(words).toContain("Sparky and Cubone switched places!");
    expect(words).toContain("Sparky, come back!");
  });

  it("says the same whether lines come at once or one by one", () => {
    const log = readFileSync(new URL("singles.log", replays), "utf8").split("\n");
    const bit = new Narrator("p1");
    let last: readonly { spans: { text: string }[] }[] = [];
    for (let end = 1; end <= log.length; end += 1) last = bit.tell(log.slice(0, end)).flat();
    expect(text(last)).toBe(text(tell("p1", log)));
  });

  it.each(readdirSync(replays).filter((file) => file.endsWith(".log")))(
    "tells %s without stumbling",
    (file) => {
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
      const told = tell("p2", readFileSync(new URL(file, replays), "utf8").split("\n"));
      expect(warn).not.toHaveBeenCalled();
      warn.mockRestore();
      expect(told.length).toBeGreaterThan(5);
      expect(text(told)).not.toMatch(/\[(POKEMON|TRAINER|NICKNAME|MOVE)\]/);
    },
  );

  it("keeps markup that a player wrote as plain text", () => {
    const evil = `<script>alert("x")</script>`;
    const told = tell("p1", [`|player|p1|${evil}||`, "|player|p2|Bob||", `|win|${evil}`]);
    expect(text(told)).toContain(evil);
    expect(told.flatMap((line) => line.spans).every((span) => typeof span.text === "string")).toBe(true);
  });

  it("tells chat as its name and its words, with marks and markup in them", () => {
    const said = "a | b **c** <b>d</b>";
    expect(tell("p1", [`|c|☆Ann|${said}`])).toEqual([
      {
        kind: "chat",
        spans: [
          { text: "Ann", strong: true },
          { text: said, strong: false },
        ],
      },
    ]);
  });

  it("marks what the room chose for a player", () => {
    const told = tell("p1", [
      automaticLine("Ann", "p1"),
      "|inactiveoff|Both players play without the clock.",
      "|c|☆Eve|Ann ran out of time: p1 plays a random choice.",
    ]);
    expect(told.map(({ kind }) => kind)).toEqual(["auto", "note", "chat"]);
    expect(text(told.slice(0, 1))).toBe("Ann ran out of time: chosen at random.");
  });

  it("goes on after a line it cannot read", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const told = tell("p1", ["|switch|", "|-damage", "|turn|2"]);
    warn.mockRestore();
    expect(text(told)).toContain("Turn 2");
  });
});

describe("the formatter's marks", () => {
  it("become stress and indentation", () => {
    expect(toldOf("  Go! **Sparky**!")).toEqual({
      kind: "minor",
      spans: [
        { text: "Go! ", strong: false },
        { text: "Sparky", strong: true },
        { text: "!", strong: false },
      ],
    });
  });
});
