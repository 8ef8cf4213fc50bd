import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import * as z from "zod";
import { registerCommands } from "./registration.ts";

const usage = `Usage: npm run discord:register -- [--guild ID]

Registers the slash commands with Discord, in place of those that it has of this application: of one Discord server, at
once, or without --guild everywhere. DISCORD_APPLICATION_ID and DISCORD_BOT_TOKEN are the application's, from
https://discord.com/developers/applications.`;

const snowflake = z.string("is missing").regex(/^\d{17,20}$/, "must be an id of 17 to 20 digits");
const Settings = z.object({
  DISCORD_APPLICATION_ID: snowflake,
  DISCORD_BOT_TOKEN: z.string("is missing").min(1, "is missing"),
  DISCORD_API_URL: z.url({ protocol: /^https?$/ }).default("https://discord.com/api/v10"),
  "--guild": snowflake.optional(),
});

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { guild: { type: "string" }, help: { type: "boolean" } } });
  if (values.help) return console.log(usage);
  const read = Settings.safeParse({ ...process.env, "--guild": values.guild });
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
    throw new Error(`Cannot register the commands: ${problems.join("; ")}\n\n${usage}`);
  }
  const { DISCORD_APPLICATION_ID: application, DISCORD_BOT_TOKEN: token, DISCORD_API_URL: api } = read.data;
  const guild = read.data["--guild"] ?? null;
  const names = await registerCommands(
    { api: api.replace(/\/+$/, ""), application, token, guild },
    { fetch, wait: (ms) => wait(ms) },
  );
  console.log(
    `Registered ${guild === null ? "everywhere" : `in ${guild}`}: ${names.map((name) => `/${name}`).join(" ")}`,
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
