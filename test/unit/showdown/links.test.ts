import { expect, test } from "vitest";
import { WatcherTable } from "../../harness/watcher.ts";

async function online() {
  const table = new WatcherTable({ account: "Watcher" });
  await table.reconcile();
  await table.pass(1_000);
  table.wire.tell("|challstr|4|abc");
  await table.rest();
  table.wire.greet("Watcher");
  await table.pass(1_000);
  return table;
}

test("after it was told to look, a watcher with an account stays for a quarter of an hour to hear codes", async () => {
  const table = await online();
  const wait = async (minutes: number) => {
    for (let third = 0; third < 3 * minutes; third += 1) {
      table.wire.tell("|usercount|1");
      await table.pass(20_000);
    }
  };
  await wait(14);
  expect(table.wire.closed).toBe(false);
  await wait(2);
  expect(table.wires).toHaveLength(1);
  expect(table.wire.closed).toBe(true);
});

test("a code is asked about under the name that said it, and the answer is said as one line that is no command", async () => {
  const table = await online();
  table.link = { linked: true, text: "/forfeit\n!dt it" };
  table.wire.tell("|pm|+Ann-Marie@!| Watcher|  abcd2345 ");
  await table.pass(2_000);
  expect(table.codes).toEqual([{ name: "annmarie", code: "ABCD2345" }]);
  expect(table.wire.said).toContain("|/pm annmarie, forfeit !dt it");
});

test("what is no code, and what the watcher said itself, is nobody's", async () => {
  const table = await online();
  for (const text of ["hello", "ABCD234", "ABCD23456", "/raw ABCD2345", "ABCD 345", "ABCD2345|x", ""]) {
    table.wire.tell(`|pm| Ann| Watcher|${text}`);
  }
  table.wire.tell("|pm| Watcher| Ann|ABCD2345");
  table.wire.tell("|pm| | Watcher|ABCD2345");
  table.wire.room("battle-gen9ou-1", "|pm| Ann| Watcher|ABCD2345");
  await table.pass(2_000);
  expect(table.codes).toEqual([]);
});

test("nobody may guess on and on", async () => {
  const table = await online();
  for (let guess = 0; guess < 50; guess += 1) table.wire.tell("|pm| Ann| Watcher|ABCD2345");
  await table.pass(1_000);
  expect(table.codes).toHaveLength(5);
  for (let user = 0; user < 100; user += 1) table.wire.tell(`|pm| Eve${user}| Watcher|ABCD2345`);
  await table.pass(1_000);
  expect(table.codes.length).toBeLessThanOrEqual(22);
});

test("while Supabase is away, people are asked to say it again", async () => {
  const table = await online();
  table.unavailable = true;
  table.wire.tell("|pm| Ann| Watcher|ABCD2345");
  await table.pass(2_000);
  expect(table.wire.said.at(-1)).toMatch(/^\|\/pm ann, The code could not be checked/);
});
