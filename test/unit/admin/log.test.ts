import { describe, expect, test } from "vitest";
import { createLog } from "../../../functions/_edge/log.ts";
import { LOG_LEVELS, type LogLevel } from "../../../functions/_shared/log-level.ts";
import { createRoomLog } from "../../../party/log.ts";

function written(write: (line: (text: string) => void) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write((line) => lines.push(line));
  return lines.map((line) => JSON.parse(line));
}

describe("the log of a function", () => {
  const levels = (level?: LogLevel) =>
    written((write) => {
      const log = createLog({ function: "f", secrets: [], write, ...(level ? { level } : {}) });
      for (const name of LOG_LEVELS) log[name]("it happened", { correlation_id: "c" });
    }).map((line) => line.level);

  test("has the lines of its level and of those behind it; all of them unless told otherwise", () => {
    expect(levels()).toEqual(["info", "warn", "error", "operator"]);
    expect(levels("warn")).toEqual(["warn", "error", "operator"]);
    expect(levels("operator")).toEqual(["operator"]);
  });
});

describe("the log of a room", () => {
  const log = (env: Record<string, unknown> = {}) =>
    written((write) => {
      const room = createRoomLog("battle", env, write);
      for (const event of ["event.delivered", "event.delayed", "storage.failed", "event.refused"]) {
        room(event, { correlation_id: "c", battle: "b-1" });
      }
    });

  test("has one object a line, with the id that leads to its jobs", () => {
    expect(log()[0]).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      party: "battle",
      event: "event.delivered",
      correlation_id: "c",
      battle: "b-1",
    });
  });

  test("takes the level from what became of a thing", () => {
    expect(log().map((line) => line.level)).toEqual(["info", "warn", "error", "warn"]);
    expect(log({ PLATEAU_LOG_LEVEL: "error" }).map((line) => line.event)).toEqual(["storage.failed"]);
    expect(log({ PLATEAU_LOG_LEVEL: "nonsense" })).toHaveLength(4);
  });
});
