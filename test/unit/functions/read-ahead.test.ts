import { expect, test } from "vitest";
import { readAhead } from "../../../functions/process-results/read-ahead.ts";

function files() {
  const read: string[] = [];
  const replay = async (path: string) => {
    read.push(path);
    if (path === "broken.log") throw new Error("no storage");
    return path === "missing.log" ? null : `text ${read.length}`;
  };
  return { read, replay };
}

test("a replay that was read ahead is not fetched again", async () => {
  const { read, replay } = files();
  const ahead = readAhead(["one.log"], { replay });
  expect(read).toEqual(["one.log"]);
  expect(await ahead.replay("one.log")).toBe("text 1");
  expect(await ahead.replay("two.log")).toBe("text 2");
  expect(read).toEqual(["one.log", "two.log"]);
});

test("it is handed out once: who asks again gets it anew", async () => {
  const { replay } = files();
  const ahead = readAhead(["one.log"], { replay });
  expect(await ahead.replay("one.log")).toBe("text 1");
  expect(await ahead.replay("one.log")).toBe("text 2");
});

test("who asks for it hears why it failed, and it troubles nobody else", async () => {
  const { replay } = files();
  const ahead = readAhead(["broken.log", "missing.log"], { replay });
  await new Promise(setImmediate);
  await expect(ahead.replay("broken.log")).rejects.toThrow("no storage");
  expect(await ahead.replay("missing.log")).toBeNull();
});
