import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { automaticLine, readAutomatic } from "../../functions/_shared/battle/automatic.ts";
import { parseChoice } from "../../functions/_shared/battle/choice.ts";
import { drawChoice } from "../../functions/_shared/battle/choices.ts";
import { FORMATS, formatName } from "../../functions/_shared/battle/formats.ts";
import { EndType } from "../../functions/_shared/schema/battle.ts";
import { CreateRoomRequest, CreateRoomResponse, ErrorBody } from "../../functions/_shared/schema/http.ts";
import {
  BattlesView,
  LEAGUE_VERSION,
  LeaderboardView,
  LeagueClientMessage,
  LeagueErrorCode,
  LeagueServerMessage,
  MAX_VIEWS,
  MatchesView,
  SeasonsView,
  StandingsView,
  ViewTag,
} from "../../functions/_shared/schema/league.ts";
import {
  LOBBY_VERSION,
  LobbyClientMessage,
  LobbyErrorCode,
  LobbyServerMessage,
} from "../../functions/_shared/schema/lobby.ts";
import {
  BattleView,
  LeaguesView,
  LeagueView,
  MatchView,
  PlayerView,
  SeasonView,
  TeamView,
} from "../../functions/_shared/schema/pages.ts";
import {
  ClientMessage,
  ErrorCode,
  PROTOCOL_VERSION,
  ServerMessage,
} from "../../functions/_shared/schema/protocol.ts";
import { RoomState, RoomStatus } from "../../functions/_shared/schema/rooms.ts";
import { BotStrength, CLOCKS, ClockPreset, ClockSettings } from "../../functions/_shared/schema/rules.ts";
import { Stat } from "../../functions/_shared/schema/stats.ts";
import { FOLLOWER_PACE, PACE } from "../../party/league/feed.ts";
import { fileAt } from "../../party/league/files.ts";
import { BODY_LIMIT } from "../../party/league/frames.ts";
import { CLOSE_FLOOD, MESSAGES } from "../../party/sockets/rate.ts";
import {
  CLOSE_FAILED,
  CLOSE_MALFORMED,
  CLOSE_UNAUTHENTICATED,
  INTRODUCTION,
  PATIENCE,
} from "../../party/sockets/socket.ts";
import { blocksOf, codesOf, rowsOf, type Section, sectionsOf } from "../harness/markdown.ts";

const page = readFileSync(`${import.meta.dirname}/../../docs/protocol.md`, "utf8");
const sections = sectionsOf(page);
const codes = new Set(codesOf(page));

function section(...path: string[]): Section {
  const found = sections.find((one) => one.path.join("/") === path.join("/"));
  if (!found) throw new Error(`Cannot find the section '${path.join("/")}' in the page`);
  return found;
}

/** The first cells of a table, each one name in backticks. */
function namesIn(where: Section, column: string): string[] {
  return rowsOf(where, column).map(([cell = ""]) => codesOf(cell)[0] ?? cell);
}

/** Every name of a property in a schema, however deep. */
function fieldsOf(schema: z.ZodType): Set<string> {
  const names = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("properties" in value) for (const name of Object.keys(Object(value.properties))) names.add(name);
    for (const inner of Object.values(value)) collect(inner);
  };
  collect(z.toJSONSchema(schema));
  return names;
}

/** The documented chapters of messages, with their schemas. */
const CHAPTERS = [
  { chapter: "Battle: what the client sends", schema: ClientMessage },
  { chapter: "Battle: what the room sends", schema: ServerMessage },
  { chapter: "Lobby: what the client sends", schema: LobbyClientMessage },
  { chapter: "Lobby: what the lobby sends", schema: LobbyServerMessage },
  { chapter: "League: what the page sends", schema: LeagueClientMessage },
  { chapter: "League: what the league sends", schema: LeagueServerMessage },
];

/** The bodies of views that the page tells whole. */
const VIEWS = {
  standings: StandingsView,
  leaderboard: LeaderboardView,
  battles: BattlesView,
  seasons: SeasonsView,
  matches: MatchesView,
  leagues: LeaguesView,
  league: LeagueView,
  season: SeasonView,
  team: TeamView,
  match: MatchView,
  player: PlayerView,
  battle: BattleView,
};

const TYPES = CHAPTERS.flatMap(({ chapter, schema }) =>
  schema.options.map((option) => ({ chapter, schema: option, type: option.shape.type.value })),
);

describe.each(TYPES)("$chapter: $type", ({ chapter, schema, type }) => {
  it("has a section with a table of exactly its fields", () => {
    // Of the client's messages to a room the page says once that they name the battle.
    const said = chapter === "Battle: what the client sends" ? ["type", "battleId"] : ["type"];
    const fields = Object.keys(schema.shape).filter((name) => !said.includes(name));
    expect(namesIn(section(chapter, `\`${type}\``), "field").sort()).toEqual(fields.sort());
  });

  it("has an example that is one", () => {
    const examples = blocksOf(section(chapter, `\`${type}\``), "json");
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) expect(schema.parse(JSON.parse(example))).toMatchObject({ type });
  });

  it("has no field that the page does not name", () => {
    for (const name of fieldsOf(schema)) {
      expect(codes.has(name) || [...codes].some((code) => code.endsWith(`.${name}`)), name).toBe(true);
    }
  });
});

describe("each chapter of messages", () => {
  it.each(CHAPTERS)("$chapter: names no message that there is not", ({ chapter, schema }) => {
    const types = schema.options.map((option) => `\`${option.shape.type.value}\``);
    const titles = sections.filter(({ path }) => path[0] === chapter && path.length > 1);
    expect(titles.map(({ path }) => path[1])).toEqual(types);
  });
});

describe("the tables", () => {
  it.each([
    ["Battle: error codes", "code", ErrorCode.options],
    ["Lobby: error codes", "code", LobbyErrorCode.options],
    ["League: error codes", "code", LeagueErrorCode.options],
    ["How a battle ends", "`reason`", EndType.options],
    ["Clocks", "setting", Object.keys(ClockSettings.shape)],
    ["Clocks", "preset", ClockPreset.options],
    ["Addresses", "`status`", RoomState.options],
    ["Open or enter a battle: create-room", "bot", BotStrength.options],
  ])("%s: '%s' lists all there are", (title, column, names) => {
    expect(namesIn(section(title), column)).toEqual(names);
  });

  it("tell the clocks' presets as they are", () => {
    for (const [preset = "", ...cells] of rowsOf(section("Clocks"), "preset")) {
      const clock = CLOCKS[ClockPreset.parse(codesOf(preset)[0])];
      const values = clock
        ? [clock.turn, clock.preview, clock.warning, clock.bank ?? "none", clock.patience]
        : ["", "", "", "", ""];
      expect(cells).toEqual(values.map(String));
    }
  });

  it("list the formats that are offered", () => {
    const rows = FORMATS.map(({ id, team, clock }) => {
      return [`\`${id}\``, formatName(id), team ? "yours" : "drawn", `\`${clock}\``];
    });
    expect(rowsOf(section("Formats"), "id")).toEqual(rows);
  });

  it("list the close codes that rooms and lobbies use", () => {
    const listed = namesIn(section("Connections", "Close codes"), "code");
    expect(listed).toEqual(["1000", "1006", "1008", "1011", "4400", "4401", "4429"]);
    const used = [CLOSE_FAILED, CLOSE_MALFORMED, CLOSE_UNAUTHENTICATED, CLOSE_FLOOD];
    expect(listed).toEqual(expect.arrayContaining(used.map(String)));
  });

  it("name every field of create-room's bodies and answers", () => {
    const chapter = section("Open or enter a battle: create-room");
    const fields = [...fieldsOf(CreateRoomRequest), ...fieldsOf(CreateRoomResponse)];
    expect(new Set(namesIn(chapter, "field"))).toEqual(new Set(fields));
  });

  it("tell the limits as they are", () => {
    const limits = new Map(
      rowsOf(section("Connections"), "limit").map(([name = "", value = ""]) => [name, value]),
    );
    const { perSecond, burst } = MESSAGES;
    expect(limits.get("messages")).toContain(`${perSecond} a second for each connection, ${burst} at once`);
    expect(limits.get("first message")).toContain(`within ${INTRODUCTION / 1000} seconds`);
    expect(page).toContain(`the ${PATIENCE}th on one connection closes it`);
  });

  it("tell the present versions", () => {
    expect(page).toContain(`The battle protocol has version ${PROTOCOL_VERSION}`);
    expect(page).toContain(`The lobby protocol has version ${LOBBY_VERSION}`);
    expect(page).toContain(`The league protocol has version ${LEAGUE_VERSION}`);
  });
});

describe("the views of the league", () => {
  const chapter = "League: views";

  it.each(Object.entries(VIEWS))("%s: every field of the body is told, and no other", (name, schema) => {
    const told = section(chapter, `\`${name}\``);
    const named = new Set(codesOf(told.text));
    for (const field of fieldsOf(schema)) expect(named, field).toContain(field);
    for (const field of namesIn(told, "field")) expect(fieldsOf(schema), field).toContain(field);
    for (const example of blocksOf(told, "json"))
      expect(() => schema.parse(JSON.parse(example))).not.toThrow();
  });

  it("have the tags that are listed", () => {
    const example = {
      "<season id>": randomUUID(),
      "<format id>": "gen9ou",
      "<name>": "hall_of_fame",
      "<slug>": "kanto",
      "<team id>": randomUUID(),
      "<match id>": randomUUID(),
      "<user id>": randomUUID(),
      "<battle id>": "gen9ou-0m30k9db14",
    };
    const tags = namesIn(section(chapter), "tag").map((pattern) =>
      Object.entries(example).reduce((tag, [word, value]) => tag.replace(word, value), pattern),
    );
    expect(tags).toHaveLength(15);
    for (const tag of tags) expect(ViewTag.safeParse(tag).success, tag).toBe(true);
    const named = codesOf(section(chapter).text);
    for (const stat of Stat.options) expect(named).toContain(stat);
  });

  it("have the files that are listed", () => {
    for (const path of namesIn(section("League: files"), "path")) {
      const url = new URL(`http://rooms/parties/league/all${path.replace(/<[a-z ]+>/, randomUUID())}`);
      expect(fileAt(url), path).not.toBeNull();
    }
    expect(namesIn(section("League: files"), "path")).toHaveLength(4);
  });

  it("are limited as the page says", () => {
    expect(page).toContain(`a connection follows ${MAX_VIEWS} at most`);
    expect(page).toContain(`larger than ${BODY_LIMIT / 1024} KB`);
    expect(page).toContain(`comes ${{ 4: "four" }[1000 / PACE]} times a second at most`);
    expect(page).toContain(`are sent once\nin ${{ 2: "two" }[FOLLOWER_PACE / 1000]} seconds at the most`);
  });
});

describe("the examples", () => {
  it("are all of some schema", () => {
    const Config = z.strictObject({ supabaseUrl: z.url(), publishableKey: z.string() });
    const schemas: Record<string, z.ZodType> = {
      Addresses: z.union([Config, RoomStatus.strict()]),
      "Open or enter a battle: create-room": z.union([CreateRoomRequest, CreateRoomResponse, ErrorBody]),
      Requests: z.looseObject({
        rqid: z.int().min(1),
        side: z.looseObject({ pokemon: z.array(z.unknown()) }),
      }),
      "League: views": z.union(Object.values(VIEWS)),
      ...Object.fromEntries(CHAPTERS.map(({ chapter, schema }) => [chapter, schema])),
    };
    for (const one of sections) {
      for (const example of blocksOf(one, "json")) {
        const schema = schemas[one.path[0] ?? ""];
        expect(schema?.safeParse(JSON.parse(example)).success, `${one.path.join("/")}: ${example}`).toBe(
          true,
        );
      }
    }
  });

  it("of requests can be answered, but for one that asks nothing", () => {
    const requests = blocksOf(section("Requests"), "json").map((text): unknown => JSON.parse(text));
    expect(requests.length).toBeGreaterThan(3);
    for (const request of requests) {
      const choice = drawChoice(request, { seed: "page", seat: "p1", rqid: 1, refused: new Set() });
      const asksNothing = z.object({ wait: z.literal(true) }).safeParse(request).success;
      if (asksNothing) expect(choice).toBeNull();
      else expect(parseChoice(choice ?? "")).not.toBeNull();
    }
  });

  it("of choices follow the grammar, and those that are none do not", () => {
    const choices = namesIn(section("Choices"), "choice");
    expect(choices.length).toBeGreaterThan(20);
    for (const choice of choices) expect(parseChoice(choice), choice).not.toBeNull();
    const others = namesIn(section("Choices"), "not a choice");
    expect(others.length).toBeGreaterThan(2);
    for (const other of others) expect(parseChoice(other), other).toBeNull();
  });

  it("of the line of a drawn choice are what rooms write", () => {
    expect(page).toContain(`\`${automaticLine("<name>", "p1")}\``);
    const [example = ""] = blocksOf(section("Battle: what the room sends", "`BATTLE_UPDATE`"), "json");
    const { log, autoMove } = z
      .object({ log: z.array(z.string()), autoMove: z.array(z.string()) })
      .parse(JSON.parse(example));
    expect(log.flatMap((line) => readAutomatic(line) ?? [])).toEqual(autoMove);
  });
});

describe("the whole session", () => {
  it.each([
    ["In the lobby", LobbyClientMessage, LobbyServerMessage],
    ["In the battle", ClientMessage, ServerMessage],
    ["After a broken connection", ClientMessage, ServerMessage],
  ])("%s: every frame is a message", (title, client, server) => {
    const frames = framesOf(title);
    expect(frames.length).toBeGreaterThan(2);
    for (const { sent, json } of frames) expect((sent ? client : server).safeParse(json).success).toBe(true);
  });

  it("counts its log lines without a gap", () => {
    let have = 0;
    for (const { sent, json } of [...framesOf("In the battle"), ...framesOf("After a broken connection")]) {
      const message = sent ? null : ServerMessage.parse(json);
      if (message?.type !== "BATTLE_UPDATE" && message?.type !== "BATTLE_RESTORED") continue;
      expect(message.seq - message.log.length).toBe(have);
      have = message.seq;
    }
    expect(have).toBeGreaterThan(10);
  });
});

/** The frames of a part of the session: `→` from the client, `←` to it. */
function framesOf(title: string): { sent: boolean; json: unknown }[] {
  const [block = ""] = blocksOf(section("A whole session", title), "text");
  return block
    .split("\n")
    .filter((line) => /^[→←] /.test(line))
    .map((line) => ({ sent: line.startsWith("→"), json: JSON.parse(line.slice(2)) }));
}

it("every link leads to a heading of the page", () => {
  const slug = (title: string) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
  const anchors = new Set([...page.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) => slug(title)));
  for (const [, anchor = ""] of page.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(anchor);
});
