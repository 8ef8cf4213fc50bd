import { describe, expect, test } from "vitest";
import { type Clock, deadlineIn, PassingError, persist } from "../../../supabase/local/demo/deadline.ts";

/** A clock that stands still but for sleeping. */
function fakeClock(): Clock & { slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => slept.reduce((sum, ms) => sum + ms, 0),
    sleep: async (ms) => {
      slept.push(ms);
    },
    random: () => 1,
  };
}

describe("persisting", () => {
  test("repeats what fails in passing, with growing pauses", async () => {
    const clock = fakeClock();
    let attempts = 0;
    const action = async () => {
      attempts += 1;
      if (attempts < 8) throw new PassingError("down");
      return "up";
    };
    expect(await persist("waiting", action, deadlineIn(60, undefined, clock), clock)).toBe("up");
    expect(clock.slept).toEqual([100, 200, 400, 800, 1600, 2000, 2000]);
  });

  test("gives any other error at once", async () => {
    const clock = fakeClock();
    const action = async () => {
      throw new Error("no");
    };
    await expect(persist("waiting", action, deadlineIn(60, undefined, clock), clock)).rejects.toThrow("no");
    expect(clock.slept).toEqual([]);
  });

  test("ends at the deadline and says what it waited for and why", async () => {
    const clock = fakeClock();
    const action = async () => {
      throw new PassingError("the API is down");
    };
    await expect(persist("reading battles", action, deadlineIn(5, undefined, clock), clock)).rejects.toThrow(
      "Cannot finish within 5 s: still reading battles (the API is down)",
    );
    expect(clock.now()).toBe(5000);
  });

  test("ends when it is interrupted", async () => {
    const clock = fakeClock();
    const interruption = new AbortController();
    const action = async () => {
      interruption.abort("interrupted by SIGINT");
      throw new PassingError("down");
    };
    const deadline = deadlineIn(5, interruption.signal, clock);
    await expect(persist("reading", action, deadline, clock)).rejects.toThrow(
      /interrupted by SIGINT; still reading/,
    );
  });
});
