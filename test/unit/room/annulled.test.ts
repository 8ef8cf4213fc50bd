import { expect, test } from "vitest";
import { createBattle } from "../../harness/battles.ts";
import { seatedRoom, TestRoom, type TestSocket } from "../../harness/rooms.ts";

const ends = (socket: TestSocket) => socket.messages.filter(({ type }) => type === "BATTLE_END");
const kinds = ({ posted }: TestRoom) => posted.map(({ body }) => JSON.parse(body).kind);

test("a battle that begins although it was called off ends at once, for nobody, and both are told", async () => {
  const battle = createBattle();
  const test = new TestRoom(battle);
  test.status = 410;
  await test.room.create(battle);
  const [p1, p2] = [await test.join("p1"), await test.join("p2")];
  await test.pass(1_000);
  for (const player of [p1, p2]) {
    expect(ends(player)).toMatchObject([{ winner: null, reason: "void" }]);
    expect(player.log.join("\n")).toContain("it was called off");
  }
  expect(kinds(test)).toContain("battle.completed");
  // What cannot be taken is not reported for ever.
  const posted = test.posted.length;
  await test.pass(600_000);
  expect(test.posted).toHaveLength(posted);
});

test("a battle that was given up while Supabase did not hear of it ends when it does", async () => {
  const { test, p1, p2 } = await seatedRoom(createBattle());
  await test.pass(10_000);
  expect([...ends(p1), ...ends(p2)]).toEqual([]);
  test.status = 410;
  await test.move(p1, "move 1");
  await test.pass(10_000);
  for (const player of [p1, p2]) expect(ends(player)).toMatchObject([{ winner: null, reason: "void" }]);
});

test("an answer that comes after the end changes nothing", async () => {
  const { test, p1 } = await seatedRoom(createBattle());
  test.status = 410;
  await test.send(p1, { type: "FORFEIT", battleId: test.battle.battleId });
  await test.pass(10_000);
  expect(ends(p1)).toMatchObject([{ winner: "p2", reason: "forfeit" }]);
});
