import { importReplay } from "../../_edge/importing.ts";
import { fitLines } from "../../_shared/discord/lines.ts";
import { type Reply, textReply } from "../../_shared/discord/reply.ts";
import { plain } from "../../_shared/discord/text.ts";
import { MatchId } from "../../_shared/schema/ids.ts";
import type { ImportAnswer } from "../../_shared/schema/imports.ts";
import { type Call, type CommandDeps, textOf } from "../interaction.ts";
import { requireUser } from "./link.ts";

const REASON = 300;
/** Characters for the reasons; Discord takes 2,000 in all. */
const REASONS = 1500;

/** Takes in a replay by its address, for a coach of its match or an admin of its league. */
export async function takeReplay(call: Call, deps: CommandDeps): Promise<Reply> {
  const user = await requireUser(call, deps, "take in the replay");
  const named = textOf(call, "match");
  const match = named === null ? null : await deps.store.guildMatch(call.guild, named);
  const request = {
    url: textOf(call, "url") ?? "",
    ...(match && { match_id: MatchId.parse(match.match_id) }),
  };
  const act = { actor: user.user_id, requestId: crypto.randomUUID() };
  const { known, answer } = await importReplay(request, act, deps.importing);
  return textReply(`${known ? "It was handed in before. " : ""}${verdict(answer)}`);
}

function verdict({ status, reasons }: ImportAnswer): string {
  const lines = reasons.map(({ message }) => `- ${plain(message, REASON)}`);
  switch (status) {
    case "accepted":
      return "The replay fits its match, and its result counts.";
    case "disputed":
      return `The replay waits for an admin of the league:\n${fitLines(lines, "- no reason was given", REASONS)}`;
    case "refused":
      return "The replay was refused by an admin of the league.";
  }
}
