import { describe, expect, it } from "vitest";
import { first, next } from "../../../supabase/local/scheduler/cron.ts";

const at = (text: string) => Date.parse(text);

describe("a cron schedule", () => {
  it.each([
    ["5 seconds", "2026-11-22T10:00:05.000Z"],
    ["*/10 * * * *", "2026-11-22T10:10:00.000Z"],
    ["17 3 * * *", "2026-11-23T03:17:00.000Z"],
    ["0 0 $ * *", "2026-11-30T00:00:00.000Z"],
    ["0 12 1 * MON", "2026-11-23T12:00:00.000Z"],
    ["@hourly", "2026-11-22T11:00:00.000Z"],
  ])("of %j is due next at %s", (schedule, due) => {
    expect(next(schedule, at("2026-11-22T10:00:00.000Z"))).toBe(at(due));
  });

  it("of @reboot is due once", () => {
    expect(first("@reboot", 7)).toBe(7);
    expect(next("@reboot", 7)).toBe(Number.POSITIVE_INFINITY);
  });
});
