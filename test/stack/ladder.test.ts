import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import * as z from "zod";
import { LobbyServerMessage } from "../../functions/_shared/schema/lobby.ts";
import { DEMO_TEAMS } from "../../supabase/local/demo/teams.ts";
import { eventually, startTestStack, type TestStack } from "../harness/stack.ts";
import { TeamDrawer } from "../harness/teams.ts";

const RANDOM = "gen9randombattle";
const Session = z.object({ access_token: z.string(), user: z.object({ id: z.uuid() }) });
const Saved = z.tuple([z.object({ id: z.uuid() })]);

let stack: TestStack;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  stack = await startTestStack();
});

afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  await stack?.end();
});

/** A guest's access token, from Auth. */
async function signIn(): Promise<{ token: string; user: string }> {
  const response = await fetch(`${stack.urls.api}/auth/v1/signup`, {
    method: "POST",
    headers: { apikey: stack.keys.publishable, "content-type": "application/json" },
    body: "{}",
  });
  const { access_token, user } = Session.parse(await response.json());
  return { token: access_token, user: user.id };
}

async function connect(path: string): Promise<{ socket: WebSocket; heard: unknown[] }> {
  const socket = new WebSocket(`${stack.urls.rooms.replace("http", "ws")}/parties/${path}`);
  sockets.push(socket);
  const heard: unknown[] = [];
  socket.on("message", (data) => heard.push(JSON.parse(String(data))));
  await once(socket, "open");
  return { socket, heard };
}

/** Keeps a team as its user does, by the Data API. */
async function saveTeam(token: string, format: string, team: string): Promise<string> {
  const response = await fetch(`${stack.urls.api}/rest/v1/saved_teams?select=id`, {
    method: "POST",
    headers: {
      apikey: stack.keys.publishable,
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      prefer: "return=representation",
    },
    body: JSON.stringify({ format, name: "Mine", team }),
  });
  return Saved.parse(await response.json())[0].id;
}

/** A format's leaderboard as a guest reads it. */
async function leaderboard(format: string): Promise<unknown> {
  const response = await fetch(`${stack.urls.api}/rest/v1/rpc/leaderboard`, {
    method: "POST",
    headers: { apikey: stack.keys.publishable, "content-type": "application/json" },
    body: JSON.stringify({ p_format: format }),
  });
  return await response.json();
}

/** A new guest who queues, with a team where one is given. */
async function queue(format: string, team?: string) {
  const { token, user } = await signIn();
  const teamId = team === undefined ? undefined : await saveTeam(token, format, team);
  const { socket, heard } = await connect(`lobby/${format}`);
  socket.send(JSON.stringify({ type: "AUTHENTICATE", v: 1, token }));
  socket.send(JSON.stringify({ type: "JOIN_QUEUE", format, teamId }));
  const hear = <Type extends LobbyServerMessage["type"]>(type: Type) =>
    eventually(async () => {
      const index = heard.findIndex((message) => LobbyServerMessage.parse(message).type === type);
      if (index < 0) throw new Error(`Cannot find ${type} in ${JSON.stringify(heard)}`);
      return heard.splice(index, 1)[0] as Extract<LobbyServerMessage, { type: Type }>;
    });
  expect((await hear("AUTHENTICATED")).userId).toBe(user);
  return { hear };
}

/** Goes to the battle that was found, with nothing but the ticket. */
async function come({ hear }: Awaited<ReturnType<typeof queue>>) {
  const found = await hear("MATCH_FOUND");
  const { battleId, ticket } = found;
  const room = await connect(`battle/${battleId}`);
  room.socket.send(JSON.stringify({ type: "JOIN", battleId, ticket }));
  await eventually(async () => {
    expect(room.heard).toContainEqual(expect.objectContaining({ type: "SEATED", seat: found.seat }));
  });
  return { found, heard: room.heard, send: (message: object) => room.socket.send(JSON.stringify(message)) };
}

describe("two guests who queue", () => {
  it("are brought to one battle, and the one who comes alone goes back to the head of the queue", async () => {
    const came = await queue(RANDOM);
    const stayedAway = await queue(RANDOM);
    const room = await come(came);
    expect((await stayedAway.hear("MATCH_FOUND")).battleId).toBe(room.found.battleId);
    await came.hear("QUEUE_JOINED");

    await eventually(async () => {
      expect((await came.hear("QUEUE_JOINED")).waited).toBeGreaterThanOrEqual(15);
    });
    expect((await stayedAway.hear("QUEUE_LEFT")).reason).toBe("expired");
    expect(room.heard).toContainEqual({ type: "BATTLE_END", winner: null, reason: "void" });
  });
});

const balance = DEMO_TEAMS[0]?.export ?? "";
const old = new TeamDrawer("gen1ou").draw(1);

describe("players of a format that wants a team", () => {
  it.each([
    ["gen9ou", balance, DEMO_TEAMS[1]?.export ?? "", { teamPreview: true }],
    ["gen1ou", old, new TeamDrawer("gen1ou").draw(2), { active: expect.anything() }],
  ])(
    "are paired in %s, play with the teams they saved, and are rated",
    async (format, one, other, request) => {
      const rooms = await Promise.all(
        [queue(format, one), queue(format, other)].map(async (q) => come(await q)),
      );
      expect(new Set(rooms.map(({ found }) => found.battleId)).size).toBe(1);
      for (const { heard } of rooms) {
        await eventually(async () => {
          const asked = { type: "BATTLE_UPDATE", request: expect.objectContaining(request) };
          expect(heard).toContainEqual(expect.objectContaining(asked));
        });
      }
      rooms[0]?.send({ type: "FORFEIT", battleId: rooms[0].found.battleId });
      await eventually(async () => {
        expect(await leaderboard(format)).toMatchObject([
          { rank: 1, elo: 1040, provisional: true, wins: 1, losses: 0 },
          { rank: 2, elo: 1000, provisional: true, wins: 0, losses: 1 },
        ]);
      });
    },
  );

  it.each([
    ["gen9ou", balance.replace("Headlong Rush", "Spore"), /Great Tusk can't learn Spore/],
    ["gen1ou", old.replace(/^[^\]]*/, "Mew|||NoAbility|Psychic|||||||"), /\bMew\b/],
  ])("are told in %s why a team is not legal, and do not wait", async (format, team, why) => {
    const refused = await queue(format, team);
    expect(await refused.hear("ERROR")).toMatchObject({
      code: "INVALID_TEAM",
      message: expect.stringMatching(why),
    });
  });
});
