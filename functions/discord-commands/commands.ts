import type { Reply } from "../_shared/discord/reply.ts";
import { showHelp } from "./commands/help.ts";
import { showLeaders, showProfile, showSchedule, showStandings } from "./commands/league.ts";
import { linkAccount, removeLink, setPings } from "./commands/link.ts";
import { takeReplay } from "./commands/replay.ts";
import { reportResult } from "./commands/report.ts";
import { linkBattle, linkShowdown } from "./commands/showdown.ts";
import type { Call, CommandDeps } from "./interaction.ts";

export interface Answerer {
  /** Shown to the asker alone. */
  isPrivate: boolean;
  /** Put off at once: it may keep the machine too busy to notice that Discord has waited long. */
  isSlow?: true;
  answer: (call: Call, deps: CommandDeps) => Promise<Reply>;
}

const toAll = (answer: Answerer["answer"]): Answerer => ({ isPrivate: false, answer });
const toAsker = (answer: Answerer["answer"]): Answerer => ({ isPrivate: true, answer });

/** What answers each command, by its name and subcommand. */
export const ANSWERERS: ReadonlyMap<string, Answerer> = new Map([
  ["standings", toAll(showStandings)],
  ["schedule", toAll(showSchedule)],
  ["leaders", toAll(showLeaders)],
  ["profile", toAll(showProfile)],
  ["report", toAll(reportResult)],
  ["replay", { ...toAll(takeReplay), isSlow: true }],
  ["link account", toAsker(linkAccount)],
  ["link showdown", toAsker(linkShowdown)],
  ["link battle", toAll(linkBattle)],
  ["link pings", toAsker(setPings)],
  ["link remove", toAsker(removeLink)],
  ["help", toAsker(showHelp)],
]);
