import { expect, test } from "vitest";
import { Journal } from "../../../party/room/storage/journal.ts";
import { MemoryStorage } from "../../harness/rooms.ts";

/** A storage whose writes take until they are let through. */
class SlowStorage extends MemoryStorage {
  readonly #waiting: (() => void)[] = [];

  override async put<T>(entries: Record<string, T>): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    await super.put(entries);
  }

  pass(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

test("what is held shares the next write", async () => {
  const storage = new MemoryStorage();
  const journal = new Journal(storage);
  journal.hold({ a: 1 });
  journal.hold({ b: 2 });
  expect(storage.keys()).toEqual([]);
  await journal.write({ c: 3 });
  expect(storage.keys()).toEqual(["a", "b", "c"]);
  expect(storage.puts).toBe(1);
});

test("what is held is written when it is asked for, once", async () => {
  const storage = new MemoryStorage();
  const journal = new Journal(storage);
  await journal.flush();
  expect(storage.puts).toBe(0);
  journal.hold({ a: 1 });
  await Promise.all([journal.flush(), journal.flush()]);
  await journal.flush();
  expect(storage.keys()).toEqual(["a"]);
  expect(storage.puts).toBe(1);
});

test("nobody is told that something is stored while its write is under way", async () => {
  const storage = new SlowStorage();
  const journal = new Journal(storage);
  journal.hold({ a: 1 });
  const writing = journal.write({ b: 2 });
  let told = false;
  const flushed = journal.flush().then(() => {
    told = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toBe(false);
  storage.pass();
  await Promise.all([writing, flushed]);
  expect(storage.keys()).toEqual(["a", "b"]);
});

test("a write that fails says so to everyone who waits for it, and takes what is held along", async () => {
  const storage = new MemoryStorage();
  const journal = new Journal(storage);
  storage.crashAt = 1;
  journal.hold({ a: 1 });
  const writing = journal.write({ b: 2 });
  const flushed = journal.flush();
  journal.hold({ c: 3 });
  await expect(writing).rejects.toThrow("the machine is dead");
  await expect(flushed).rejects.toThrow("the machine is dead");
  storage.crashAt = Number.POSITIVE_INFINITY;
  await journal.flush();
  expect(storage.keys()).toEqual([]);
});
