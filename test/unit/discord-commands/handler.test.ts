import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { StoreError, StoreFailure } from "../../../functions/_edge/store.ts";
import { UserId } from "../../../functions/_shared/schema/ids.ts";
import { type DiscordDeps, handleDiscord } from "../../../functions/discord-commands/handler.ts";
import { type Application, createApplication } from "../../../supabase/local/discord/application.ts";
import { APPLICATION, type Asker, DiscordSide, drawSnowflake } from "../../harness/discord-user.ts";
import { recorder } from "../../harness/functions.ts";

const GUILD = drawSnowflake();
const ASKER: Asker = { account: drawSnowflake(), guild: GUILD };
const SEASON = randomUUID();
const STANDINGS = {
  season_id: SEASON,
  season: "Season 1",
  league: "Kanto",
  format: "gen9ou",
  best_of: 1,
  tie_breaks: [],
  rows: [],
};
const REPORT = {
  report_id: randomUUID(),
  match_id: randomUUID(),
  state: "open",
  status: "scheduled",
  round: 1,
  season: "Season 1",
  home: "Red",
  away: "Blue",
  best_of: 1,
  result: { winner: "home", home_score: 3, away_score: 0, home_games: null, away_games: null },
  reporter: "Ann",
  decider: null,
  mention: null,
};
/** Milliseconds: what is told when to answer does so after that. */
const SHORT = 1;

let discord: DiscordSide;
let application: Application;
let store: Record<string, (...args: never[]) => Promise<unknown>>;
let lines: string[];
let background: Promise<unknown>[];
let waited: number[];
let patience: number;

beforeEach(() => {
  patience = 5_000;
  const { log, lines: written } = recorder();
  lines = written;
  background = [];
  waited = [];
  application = createApplication({ id: APPLICATION, token: "the-bot", guilds: [GUILD] });
  store = {
    guildSeason: async () => SEASON,
    standings: async () => STANDINGS,
    discordUser: async () => ({
      user_id: UserId.parse(randomUUID()),
      name: "Ann",
      discord_id: ASKER.account,
      pings: true,
    }),
    decideReport: async () => ({ ...REPORT, state: "confirmed", decider: "Bob" }),
    guildChoices: async () => [{ name: "x".repeat(300), value: SEASON }],
  };
  discord = new DiscordSide((request) =>
    handleDiscord(new Request("http://functions.test/", { method: "POST", ...request }), deps()),
  );
  const deps = (): DiscordDeps => ({
    publicKey: discord.keys.publicKey,
    discordUrl: "https://discord.test/api/v10",
    store: store as unknown as DiscordDeps["store"],
    importing: {
      store: store as unknown as DiscordDeps["importing"]["store"],
      files: { store: async () => undefined },
      host: { get: async () => ({ kind: "missing" }) },
      local: false,
      now: () => performance.now(),
      log,
    },
    rooms: { reconcile: async () => ({ kind: "accepted" }) },
    fetch: (url, init) => application.fetch(new Request(String(url), init as RequestInit)),
    wait: async (ms) => {
      waited.push(ms);
      // Discord has read the answer that puts off by the time of the second attempt.
      if (waited.length > 1) application.answered(TOKEN);
    },
    keepAlive: (work) => background.push(work),
    now: Date.now,
    patienceMs: patience,
    log,
  });
});
const TOKEN = "the-token";
const more = { token: TOKEN };

/** Answers as soon as it is told to. */
function late<Result>(result: () => Result): { now: () => void; call: () => Promise<Result> } {
  let tell = () => {};
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return { now: tell, call: () => told.then(result) };
}

describe("an answer that takes longer than Discord waits", () => {
  beforeEach(() => {
    patience = SHORT;
  });

  test("is put off, and edited in once Discord has read that it was", async () => {
    application.opened(TOKEN);
    const { now, call } = late(() => STANDINGS);
    store.standings = call;
    const said = discord.command(ASKER, "standings", {}, more);
    expect(await said).toMatchObject({ type: 5, data: {} });
    expect(application.sent(TOKEN)).toEqual([]);
    now();
    await Promise.all(background);
    // The first attempt came before Discord knew of the answer: 404.
    expect(waited).toEqual([0, 500]);
    expect(application.sent(TOKEN)).toMatchObject([
      { method: "PATCH", body: { embeds: [{ title: "Standings" }], allowed_mentions: { parse: [] } } },
    ]);
  });

  test("stays the asker's own where it is private, and tells what was refused", async () => {
    application.opened(TOKEN);
    const { now, call } = late(() => {
      throw new StoreError("not_found", "Cannot link the account: there is no such *code*");
    });
    store.finishDiscordLink = call;
    const said = discord.command(ASKER, "link account", { code: "x" }, more);
    expect(await said).toMatchObject({ type: 5, data: { flags: 64 } });
    now();
    await Promise.all(background);
    expect(application.sent(TOKEN)).toMatchObject([
      { body: { content: expect.stringContaining("\\*code\\*") } },
    ]);
  });

  test("of a button edits the message of the button, or tells the asker alone what was refused", async () => {
    for (const isRefused of [false, true]) {
      application.opened(TOKEN);
      waited = [];
      const { now, call } = late(() => {
        if (isRefused) throw new StoreError("forbidden", "Cannot confirm the result");
        return { ...REPORT, state: "confirmed", decider: "Bob" };
      });
      store.decideReport = call;
      const said = discord.press(ASKER, `report:${REPORT.report_id}:confirm`, more);
      expect(await said).toEqual(expect.objectContaining({ type: 6 }));
      now();
      await Promise.all(background);
      expect(application.sent(TOKEN)).toMatchObject([
        isRefused ? { method: "POST", body: { flags: 64 } } : { method: "PATCH", body: { components: [] } },
      ]);
    }
  });

  test("is sent again where Discord refuses for now, and given up where it refuses for good", async () => {
    for (const [status, sent] of [
      [429, 1],
      [503, 1],
      [400, 0],
    ] as const) {
      application.opened(TOKEN);
      application.answered(TOKEN);
      application.refuseNext(status, { message: "no", retry_after: 3 });
      const { now, call } = late(() => STANDINGS);
      store.standings = call;
      const said = discord.command(ASKER, "standings", {}, more);
      await said;
      now();
      await Promise.all(background);
      expect(application.sent(TOKEN), String(status)).toHaveLength(sent);
    }
    expect(waited).toContain(3000);
    expect(lines).toEqual(["warn: An answer to a command was not delivered"]);
  });

  test("while somebody types is none", async () => {
    store.guildChoices = () => new Promise(() => {});
    const choices = discord.choices(ASKER, "standings", "season", { season: "s" });
    expect(await choices).toEqual([]);
  });
});

describe("an interaction", () => {
  test("that nobody signed, or whose body or time was changed, is refused", async () => {
    const send = async (change: (request: { body: string; headers: Record<string, string> }) => void) => {
      const forging: DiscordSide = new DiscordSide(async (request) => {
        change(request);
        return handleDiscord(new Request("http://functions.test/", { method: "POST", ...request }), {
          publicKey: forging.keys.publicKey,
          now: Date.now,
        } as DiscordDeps);
      });
      return (await forging.send({ type: 1 })).status;
    };
    expect(await send(() => {})).toBe(200);
    expect(
      await Promise.all([
        send((request) => {
          request.body = '{"type":1 }';
        }),
        send(({ headers }) => {
          headers["x-signature-timestamp"] = String(Number(headers["x-signature-timestamp"]) + 1);
        }),
        send(({ headers }) => {
          headers["x-signature-ed25519"] = "zz".repeat(64);
        }),
        send(({ headers }) => {
          delete headers["x-signature-ed25519"];
        }),
      ]),
    ).toEqual([401, 401, 401, 401]);
  });

  test("of a kind that is not known is refused as malformed, and of a command that is no more kindly", async () => {
    expect((await discord.send({ type: 9 })).status).toBe(400);
    expect((await discord.send({ type: 2 })).status).toBe(400);
    expect((await discord.command(ASKER, "dance")).text).toContain("no such command any more");
  });

  test("with a replay that its host has not is told so", async () => {
    store.replayServers = async () => [
      { id: "main", replay_url: "https://replay.pokemonshowdown.com", replay_prefix: null },
    ];
    store.takeAllowance = async () => {};
    const say = async (url: string) => {
      application.opened(TOKEN);
      expect(await discord.command(ASKER, "replay", { url }, more)).toMatchObject({ type: 5, data: {} });
      await Promise.all(background);
      return JSON.stringify(application.sent(TOKEN));
    };
    expect(await say("https://replay.pokemonshowdown.com/gen9ou-1")).toContain("has no replay");
    expect(await say("https://169.254.169.254/latest")).toContain("Cannot");
    store.discordUser = async () => null;
    expect(await say("https://replay.pokemonshowdown.com/gen9ou-1")).toContain("link your account first");
  });

  test("that fails tells the asker nothing of why, and the log all", async () => {
    store.standings = async () => {
      throw new StoreFailure("Cannot use league_view: password=hunter2");
    };
    const said = await discord.command(ASKER, "standings");
    expect(said).toMatchObject({ type: 4, data: { flags: 64 } });
    expect(said.text).not.toContain("hunter2");
    expect(lines).toEqual(["error: Cannot answer a command"]);
  });

  test("gets choices that fit, and none where they cannot be found", async () => {
    const [[name = ""] = []] = await discord.choices(ASKER, "standings", "season", { season: "x" });
    expect(name).toHaveLength(100);
    store.guildChoices = async () => {
      throw new StoreFailure("Cannot use guild_choices");
    };
    expect(await discord.choices(ASKER, "standings", "season", { season: "x" })).toEqual([]);
  });

  test("shows the longest league within Discord's limits", async () => {
    const rows = Array.from({ length: 300 }, (_, index) => ({
      ...{
        rank: index + 1,
        team_id: randomUUID(),
        team: "`|*".repeat(20),
        played: 9,
        wins: 9,
        losses: 0,
        ties: 9,
      },
      ...{ points: 27, differential: 99, streak: "W9", strength: 0.5, reason: null },
    }));
    store.standings = async () => ({ ...STANDINGS, league: "@everyone".repeat(9), rows });
    const { data } = await discord.command(ASKER, "standings");
    expect(data.embeds?.[0]?.description).toMatch(/… and \d+ more\n```$/);
    expect(data.embeds?.[0]?.description.match(/```/g)).toHaveLength(2);
  });
});
