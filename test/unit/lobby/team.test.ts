import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readTeam } from "../../../party/teams/reading.ts";
import { LobbyTable } from "../../harness/lobby.ts";
import { userOf } from "../../harness/lobby-store.ts";

const PACKED = "Pikachu||LightBall|Static|Thunderbolt,Surf,VoltTackle,FakeOut|Jolly|,252,,,4,252|||||";

function withTeam(text: string): { table: LobbyTable; teamId: string } {
  const table = new LobbyTable("gen9ou");
  const teamId = randomUUID();
  table.store.teams.set(teamId, text);
  return { table, teamId };
}

describe("a team", () => {
  it("is wanted where the format wants one", async () => {
    const table = new LobbyTable("gen9ou");
    const socket = await table.queue(1);
    expect(socket.last("ERROR")).toMatchObject({ code: "INVALID_TEAM", recoverable: true });
    expect(table.store.calls).toEqual([]);
  });

  it("is refused where the simulator draws it", async () => {
    const table = new LobbyTable();
    const socket = await table.visit(1);
    await table.join(socket, randomUUID());
    expect(socket.last("ERROR")?.code).toBe("INVALID_TEAM");
    expect(table.store.calls).toEqual([]);
  });

  it("must be the user's own, of this format", async () => {
    const table = new LobbyTable("gen9ou");
    const socket = await table.visit(1);
    await table.join(socket, randomUUID());
    expect(socket.last("ERROR")?.code).toBe("INVALID_TEAM");
    expect(table.store.claims()).toEqual([]);
  });

  it("is validated before the user is queued; the claim is freed again", async () => {
    const { table, teamId } = withTeam("bad");
    const socket = await table.visit(1);
    await table.join(socket, teamId);
    expect(socket.last("ERROR")).toMatchObject({ code: "INVALID_TEAM", recoverable: true });
    expect(socket.last("ERROR")?.message).toContain("It is bad.");
    expect(socket.all("QUEUE_JOINED")).toEqual([]);
    expect(table.store.claims()).toEqual([]);
    table.store.teams.set(teamId, "good");
    await table.join(socket, teamId);
    expect(socket.last("QUEUE_JOINED")).toBeDefined();
  });

  it("of more than 25,000 characters is not even read", async () => {
    const { table, teamId } = withTeam("x".repeat(25_001));
    const socket = await table.visit(1);
    await table.join(socket, teamId);
    expect(socket.last("ERROR")?.message).toContain("25000");
    expect(table.store.claims()).toEqual([]);
  });

  it("comes into the battle as it was read", async () => {
    const { table, teamId } = withTeam("mine");
    const theirs = randomUUID();
    table.store.teams.set(theirs, "theirs");
    await table.join(await table.visit(1), teamId);
    await table.join(await table.visit(2), theirs);
    await table.clock.pass(1000);
    const asked = table.store.calls.find(({ op }) => op === "pair")?.request;
    expect(asked).toMatchObject({
      format: "gen9ou",
      p1: { user: userOf(1), team: "mine" },
      p2: { user: userOf(2), team: "theirs" },
    });
  });

  it("is read by the simulator's validator, which names every problem up to ten", async () => {
    const bad = `${PACKED.replace("VoltTackle", "Spore")}]${PACKED}`;
    const table = new LobbyTable("gen9ou", { readTeam });
    const [good, refused] = [randomUUID(), randomUUID()];
    table.store.teams.set(good, PACKED);
    table.store.teams.set(refused, bad);
    const socket = await table.visit(1);
    await table.join(socket, refused);
    expect(socket.last("ERROR")?.message).toMatch(/Spore/);
    expect(socket.last("ERROR")?.message).toMatch(/Species Clause/);
    await table.join(socket, good);
    expect(socket.last("QUEUE_JOINED")).toBeDefined();
  });

  it("with more problems than anybody reads is refused with some of them", async () => {
    const problems = Array.from({ length: 14 }, (_, index) => `Problem ${index}.`);
    const table = new LobbyTable("gen9ou", { readTeam: () => ({ ok: false, problems }) });
    const teamId = randomUUID();
    table.store.teams.set(teamId, "bad");
    const socket = await table.visit(1);
    await table.join(socket, teamId);
    expect(socket.last("ERROR")?.message).toContain("Problem 9.\n4 more");
  });
});
