import { once } from "node:events";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { SeasonRun } from "../../../supabase/local/demo/season.ts";
import { runSeason } from "../../../supabase/local/demo/season.ts";

test("a bot that sits down as the run ends leaves its room, so that the process can end", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Cannot listen");
  const url = `ws://127.0.0.1:${address.port}`;
  let opened: (room: object) => void = () => undefined;
  const room = new Promise<object>((resolve) => {
    opened = resolve;
  });
  const coach = { name: "Red", session: "token", roster: "" };
  const match = { id: "m-1", home: coach, away: coach, battleSeed: "1,2,3,4", botSeed: "1" };
  const run = {
    api: {
      createRoom: () => room,
      select: async () => {
        // The rooms answer once the run is lost.
        setImmediate(() => opened({ room_url: url, battle_id: "b-1", ticket: "t" }));
        throw new Error("interrupted");
      },
    },
    season: { id: "s-1", matches: [match], teams: new Map() },
    progress: { update: () => undefined, note: () => undefined, end: () => undefined },
    deadline: { check: () => undefined, left: () => 1000 },
  } as unknown as SeasonRun;

  await expect(runSeason(run)).rejects.toThrow("interrupted");
  // Whoever connects after the bots would find them there.
  for (let visit = 0; visit < 20; visit += 1) {
    const visitor = new WebSocket(url);
    await once(visitor, "open");
    expect(server.clients.size).toBe(1);
    visitor.close();
    await once(visitor, "close");
    await expect.poll(() => server.clients.size).toBe(0);
  }
  server.close();
});
