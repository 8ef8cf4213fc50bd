import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Keys } from "../keys.ts";
import { signInteraction } from "./signing.ts";

const usage = `Usage: npm run discord:ask -- [options] COMMAND [SUBCOMMAND] [OPTION=VALUE …]

Asks the local stack a slash command as Discord would, and prints the answer: npm run discord:ask -- standings

  --guild ID      the Discord server (default 100000000000000001)
  --account ID    who asks (default 200000000000000001)
  --data DIR      where the stack's keys lie (PLATEAU_DATA; default .plateau)
  --url URL       the function (default http://127.0.0.1:54321/functions/v1/discord-commands)`;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      guild: { type: "string", default: "100000000000000001" },
      account: { type: "string", default: "200000000000000001" },
      data: { type: "string", default: process.env.PLATEAU_DATA ?? ".plateau" },
      url: { type: "string", default: "http://127.0.0.1:54321/functions/v1/discord-commands" },
      help: { type: "boolean" },
    },
  });
  const words = positionals.filter((word) => !word.includes("="));
  const [name, subcommand] = words;
  if (values.help || name === undefined) return console.log(usage);
  const options = positionals.filter((word) => word.includes("=")).map(optionOf);
  const keys = Keys.parse(JSON.parse(await readFile(join(values.data, "keys.json"), "utf8")));
  const body = JSON.stringify({
    type: 2,
    id: "300000000000000001",
    application_id: "400000000000000001",
    token: "local",
    guild_id: values.guild,
    member: { user: { id: values.account } },
    data: { name, options: subcommand === undefined ? options : [{ type: 1, name: subcommand, options }] },
  });
  const headers = signInteraction(body, keys.discord.privateKey, Date.now());
  const response = await fetch(values.url, { method: "POST", body, headers });
  console.log(response.status, JSON.stringify(await response.json(), undefined, 2));
}

function optionOf(word: string): { name: string; value: string | boolean } {
  const at = word.indexOf("=");
  const text = word.slice(at + 1);
  return { name: word.slice(0, at), value: text === "true" ? true : text === "false" ? false : text };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
