import { beforeEach, describe, expect, test } from "vitest";
import { COMMANDS, type Command } from "../../../functions/_shared/discord/commands/definition.ts";
import { ANSWERERS } from "../../../functions/discord-commands/commands.ts";
import { registerCommands } from "../../../supabase/discord/registration.ts";
import { type Application, createApplication } from "../../../supabase/local/discord/application.ts";

const ID = "111111111111111111";
const GUILD = "222222222222222222";
const NAMES = ["standings", "schedule", "leaders", "profile", "report", "replay", "link", "help"];

let discord: Application;
let waited: number[];
beforeEach(() => {
  discord = createApplication({ id: ID, token: "the-bot", guilds: [GUILD] });
  waited = [];
});

function register(
  more: { guild?: string | null; token?: string; application?: string } = {},
  commands = COMMANDS,
) {
  return registerCommands(
    { api: "https://discord.test/api/v10", application: ID, token: "the-bot", guild: GUILD, ...more },
    {
      fetch: (url, init) => discord.fetch(new Request(String(url), init as RequestInit)),
      wait: async (ms) => void waited.push(ms),
    },
    commands,
  );
}

describe("registering the commands", () => {
  test("gives Discord all of them, for a guild or everywhere, and twice changes nothing", async () => {
    expect((await register()).sort()).toEqual([...NAMES].sort());
    const first = discord.commands(GUILD).map(({ id }) => id);
    await register();
    expect(discord.commands(GUILD).map(({ id }) => id)).toEqual(first);
    expect(discord.commands(null)).toEqual([]);
    await register({ guild: null });
    expect(discord.commands(null)).toHaveLength(NAMES.length);
  });

  test("tells what Discord refuses", async () => {
    await expect(register({ token: "another" })).rejects.toThrow(/401 \(is DISCORD_BOT_TOKEN/);
    await expect(register({ guild: "333333333333333333" })).rejects.toThrow(
      /403 \(is the application installed/,
    );
    await expect(register({ application: "444444444444444444" })).rejects.toThrow(
      /404 \(is DISCORD_APPLICATION_ID/,
    );
    const shouted = COMMANDS.map((command): Command => ({ ...command, name: command.name.toUpperCase() }));
    await expect(register({}, shouted)).rejects.toThrow(/400.*Command name is invalid/);
    expect(discord.commands(GUILD)).toEqual([]);
  });

  test("waits as long as Discord asks, and gives up in the end", async () => {
    discord.refuseNext(429, { message: "You are being rate limited.", retry_after: 2.5, global: false });
    discord.refuseNext(502, {});
    await register();
    expect(waited).toEqual([2500, 4000]);
    for (let count = 0; count < 5; count++) discord.refuseNext(503, {});
    await expect(register()).rejects.toThrow(/503/);
  });

  test("leaves no command, or subcommand, without an answer", () => {
    const names = COMMANDS.flatMap(({ name, options }) => {
      const subcommands = options.filter(({ type }) => type === 1);
      return subcommands.length === 0 ? [name] : subcommands.map((one) => `${name} ${one.name}`);
    });
    expect(names.sort()).toEqual([...ANSWERERS.keys()].sort());
  });
});
