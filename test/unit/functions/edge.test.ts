import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readEnv } from "../../../functions/_edge/env.ts";
import { createLog } from "../../../functions/_edge/log.ts";
import { connectRooms } from "../../../functions/_edge/rooms.ts";
import { verify } from "../../../functions/_shared/auth/signature.ts";
import { BattleId, CorrelationId, FormatId } from "../../../functions/_shared/schema/ids.ts";
import { CreateBattle } from "../../../functions/_shared/schema/rooms.ts";
import { FRIENDLY_RULES } from "../../../functions/_shared/schema/rules.ts";
import { WEBHOOK_SECRET } from "../../harness/battles.ts";

const GOOD = {
  SUPABASE_URL: "http://127.0.0.1:54321/",
  SUPABASE_SECRET_KEYS: '{"old":"sb_secret_1","default":"sb_secret_2"}',
  PARTYKIT_URL: "http://127.0.0.1:1999",
};

describe("the environment", () => {
  test("is read with addresses cut, the default key first and every key accepted", () => {
    expect(readEnv(GOOD, ["SUPABASE_URL", "DISCORD_API_URL", "DISCORD_CAPTURE_URL"])).toEqual({
      SUPABASE_URL: "http://127.0.0.1:54321",
      DISCORD_API_URL: "https://discord.com/api/v10",
      DISCORD_CAPTURE_URL: undefined,
      secretKey: "sb_secret_2",
      secretKeys: ["sb_secret_1", "sb_secret_2"],
      logLevel: "info",
    });
    expect(readEnv({ SUPABASE_SERVICE_ROLE_KEY: "legacy" }, [])).toEqual({
      secretKey: "legacy",
      secretKeys: ["legacy"],
      logLevel: "info",
    });
    expect(readEnv({ ...GOOD, PLATEAU_LOG_LEVEL: "warn" }, []).logLevel).toBe("warn");
  });

  test("names every variable that is missing or malformed, and no value", () => {
    const read = () =>
      readEnv(
        {
          SUPABASE_URL: "nonsense",
          PLATEAU_TICKET_SECRET: "short",
          SUPABASE_SECRET_KEYS: "{",
          PLATEAU_LOG_LEVEL: "all",
        },
        ["SUPABASE_URL", "PARTYKIT_URL", "PLATEAU_TICKET_SECRET"],
      );
    expect(read).toThrow(
      /^Cannot start: SUPABASE_URL .*; PARTYKIT_URL is missing; PLATEAU_TICKET_SECRET must have .*; PLATEAU_LOG_LEVEL must be one of info, .*; SUPABASE_SECRET_KEYS must be JSON/,
    );
    expect(read).not.toThrow("nonsense");
    expect(() => readEnv({ ...GOOD, SUPABASE_SECRET_KEYS: "" }, [])).toThrow(
      "SUPABASE_SECRET_KEYS is missing",
    );
  });
});

test("a log line is one JSON object without secrets", () => {
  const lines: string[] = [];
  createLog({ function: "f", secrets: ["s3cret"], write: (line) => lines.push(line) }).error("no", {
    error: new Error("at s3cret"),
    correlation_id: "c",
  });
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    level: "error",
    function: "f",
    message: "no",
    error: "at ***",
    correlation_id: "c",
  });
});

describe("the room server", () => {
  const rooms = (fetch: typeof globalThis.fetch) =>
    connectRooms({ url: "http://rooms.test", secrets: [WEBHOOK_SECRET], fetch, now: Date.now });

  test("is told by a signed POST", async () => {
    const tags = ["battles"];
    const answer = await rooms(async (url, init) => {
      verify(String(init?.body), new Headers(init?.headers), [WEBHOOK_SECRET]);
      expect([url, JSON.parse(String(init?.body))]).toEqual([
        "http://rooms.test/parties/league/all",
        { type: "INVALIDATE", v: 1, tags },
      ]);
      return new Response(null, { status: 204 });
    }).invalidate(tags);
    expect(answer).toEqual({ kind: "accepted" });
  });

  const status = { battleId: "b-1", format: "gen9ou", status: "live", turn: 3 };
  const command: CreateBattle = {
    type: "CREATE_BATTLE",
    v: 1,
    battleId: BattleId.parse("b-1"),
    matchId: null,
    format: FormatId.parse("gen9ou"),
    seats: { p1: null, p2: null },
    correlationId: CorrelationId.parse(randomUUID()),
    rated: false,
    rules: FRIENDLY_RULES,
    bot: null,
    series: null,
  };

  test("tells in which state the room has the battle", async () => {
    const answer = await rooms(async (url, init) => {
      expect(url).toBe("http://rooms.test/parties/battle/b-1");
      expect(CreateBattle.parse(JSON.parse(String(init?.body)))).toEqual(command);
      return Response.json(status, { status: 201 });
    }).create(command);
    expect(answer).toEqual({ kind: "accepted", room: "live" });
  });

  test.each([
    ["nothing", () => new Response(null, { status: 200 })],
    ["another's words", () => Response.json({ ok: true })],
    ["a state that is unknown here", () => Response.json({ ...status, status: "paused" })],
  ])("that answers with %s has not opened the battle", async (_, answer) => {
    expect(await rooms(async () => answer()).create(command)).toMatchObject({ kind: "unreachable" });
  });

  test("that refuses is told apart from one that is away", async () => {
    const refusal = { error: { code: "INPUTS_WANTED", message: "the room has lost the battle" } };
    expect(await rooms(async () => Response.json(refusal, { status: 409 })).create(command)).toEqual({
      kind: "refused",
      status: 409,
      code: "INPUTS_WANTED",
      message: "the room has lost the battle",
    });
    expect(await rooms(async () => new Response("<html>", { status: 409 })).create(command)).toMatchObject({
      kind: "unreachable",
    });
    expect(await rooms(async () => new Response("<html>", { status: 502 })).invalidate(["x"])).toMatchObject({
      kind: "unreachable",
    });
    expect(await rooms(() => Promise.reject(new Error("refused"))).invalidate(["x"])).toEqual({
      kind: "unreachable",
      message: "refused",
    });
  });
});
