import { Refusal } from "../../_edge/respond.ts";
import { timestamp } from "../../_shared/discord/embed.ts";
import { type Reply, textReply } from "../../_shared/discord/reply.ts";
import { code, plain } from "../../_shared/discord/text.ts";
import { ShowdownRoomId } from "../../_shared/schema/showdown.ts";
import { type Call, type CommandDeps, textOf } from "../interaction.ts";
import { requireUser } from "./link.ts";

const MAIN = "main";
const NAME = 100;

/** Gives a code that proves a Showdown name when it is said there. */
export async function linkShowdown(call: Call, deps: CommandDeps): Promise<Reply> {
  const user = await requireUser(call, deps, "link a Showdown name");
  const asked = textOf(call, "server") ?? MAIN;
  const { code: drawn, server, account, expires_at } = await deps.store.requestLinkCode(asked, user.user_id);
  if (account === null) {
    throw new Refusal(
      409,
      "CONFLICT",
      `Cannot link a name on '${server}': nobody watches it under a name of its own; an admin links you`,
    );
  }
  return textReply(
    `On **${plain(server, NAME)}**, under the name that you play with, say \`/pm ${code(account, NAME)}, ${drawn}\`. ` +
      `The code ends ${timestamp(expires_at, "R")}.`,
  );
}

/** Names the battle on Showdown in which a match's next game is played. */
export async function linkBattle(call: Call, deps: CommandDeps): Promise<Reply> {
  const { store, rooms, keepAlive } = deps;
  const user = await requireUser(call, deps, "link the battle");
  const { match_id, home, away, server } = await store.guildMatch(call.guild, textOf(call, "match"));
  const room = roomOf(textOf(call, "room") ?? "");
  await store.linkShowdownRoom(
    { actor: user.user_id, requestId: crypto.randomUUID() },
    match_id,
    server,
    room,
  );
  // A hint: the watcher looks by itself too.
  keepAlive(rooms.reconcile(server));
  return textReply(
    `**${plain(home, NAME)}** vs **${plain(away, NAME)}** is watched in \`${code(room, NAME)}\`, and its result comes by itself.`,
  );
}

/** The room of an address or of an id, as people copy it. */
function roomOf(text: string): ShowdownRoomId {
  const last = text
    .trim()
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "")
    .split("/")
    .at(-1);
  const room = ShowdownRoomId.safeParse(last?.toLowerCase());
  if (room.success) return room.data;
  throw new Refusal(
    400,
    "INVALID",
    "Cannot link the battle: name its address or its room, such as battle-gen9ou-12345",
  );
}
