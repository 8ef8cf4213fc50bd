import { beforeEach, describe, expect, test } from "vitest";
import { Deadlines } from "../../../party/durable/deadlines.ts";
import { MemoryStorage } from "../../harness/rooms.ts";

describe("the one alarm of a room", () => {
  let storage: MemoryStorage;
  let deadlines: Deadlines;
  let now: number;
  let computed: number | null;
  let moved: number;

  beforeEach(() => {
    storage = new MemoryStorage();
    [now, computed, moved] = [10_000, null, 0];
    const setAlarm = storage.setAlarm.bind(storage);
    storage.setAlarm = async (at) => {
      moved += 1;
      await setAlarm(at);
    };
    deadlines = new Deadlines({ storage, now: () => now, computed: () => computed });
  });

  test("is armed for the earliest of what is stored and what is computed", async () => {
    await deadlines.set("late", 90_000);
    await deadlines.set("early", 50_000);
    expect(storage.alarmAt).toBe(50_000);
    computed = 30_000;
    await deadlines.arm();
    expect(storage.alarmAt).toBe(30_000);
  });

  test("is not moved to a later moment, and finds out when it fires", async () => {
    await deadlines.set("first", 20_000);
    await deadlines.set("first", 60_000);
    expect([storage.alarmAt, moved]).toEqual([20_000, 1]);
    now = 20_000;
    deadlines.fired();
    expect(await deadlines.due()).toEqual([]);
    await deadlines.arm();
    expect([storage.alarmAt, moved]).toEqual([60_000, 2]);
  });

  test("is never armed in the past, so that what is overdue does not keep the room busy", async () => {
    await deadlines.set("overdue", 1_000);
    expect(storage.alarmAt).toBe(10_050);
    expect(await deadlines.due()).toEqual(["overdue"]);
  });

  test("is put off when nothing is left to do", async () => {
    await deadlines.set("only", 50_000);
    await deadlines.clear("only");
    // The alarm is left to fire for nothing rather than moved; then nothing is armed again.
    now = 50_000;
    deadlines.fired();
    await deadlines.arm();
    expect(storage.alarmAt).toBeNull();
  });

  test("is armed by a room that knows nothing of it any more, as after a restart", async () => {
    await deadlines.set("kept", 50_000);
    storage.alarmAt = null;
    const after = new Deadlines({ storage, now: () => now, computed: () => null });
    await after.arm();
    expect(storage.alarmAt).toBe(50_000);
  });
});
