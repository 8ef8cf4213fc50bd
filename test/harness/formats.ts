import { FORMATS } from "../../functions/_shared/battle/formats.ts";
import { FormatId, Seat } from "../../functions/_shared/schema/ids.ts";
import { wantsTeam } from "../../party/teams/format.ts";
import { playBot } from "../../supabase/local/demo/bot.ts";
import { createBattle, type EventServer, postBattle, roomSocket, seatTicket } from "./battles.ts";
import { watchBattle } from "./spectator.ts";
import { TeamDrawer } from "./teams.ts";

const GENERATIONS = [1, 2, 3, 4, 5, 6, 7, 8];

/** Every format that is offered, and of every generation more: each kind of battle and of change in battle. */
export const PLAYED_FORMATS: readonly string[] = [
  ...FORMATS.map(({ id }) => id),
  ...GENERATIONS.map((gen) => `gen${gen}randombattle`),
  "gen8randomdoublesbattle",
  "gen9monotyperandombattle",
  // Shifts and targets out of reach.
  "gen9triples",
  "gen6battlespottriples",
  // Two at once without mega or Z, with them, and with Dynamax.
  "gen3doublesou",
  "gen4doublesou",
  "gen6anythinggoes",
  "gen7anythinggoes",
  "gen7vgc2019",
  "gen8anythinggoes",
  "gen8vgc2022",
  // A part of the team is picked, and sheets are open.
  "gen91v1",
  "gen92v2doubles",
  "gen9bssregi",
  "gen9vgc2024regg",
  "gen9balancedhackmons",
];

/** What became of a battle over real sockets. `problems` is empty when everybody saw the same. */
interface FormatBattle {
  turns: number;
  choices: number;
  problems: string[];
}

/** What became of many battles. `failures` says which battle had which problem. */
export interface FormatBattles {
  battles: number;
  turns: number;
  choices: number;
  failures: string[];
}

/** Battles at the same time. */
const AT_ONCE = 5;

/** Plays the battles with these numbers in every format. */
export async function playFormats(server: FormatServer, numbers: readonly number[]): Promise<FormatBattles> {
  const total: FormatBattles = { battles: 0, turns: 0, choices: 0, failures: [] };
  const queue = numbers.flatMap((number) => PLAYED_FORMATS.map((format) => ({ format, number }))).values();
  const work = async () => {
    for (const { format, number } of queue) {
      const { turns, choices, problems } = await playFormat(server, format, number);
      total.battles += 1;
      total.turns += turns;
      total.choices += choices;
      total.failures.push(...problems.map((problem) => `${format} ${number}: ${problem}`));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return total;
}

/** A room server and where it reports to. */
export interface FormatServer {
  url: string;
  events: EventServer;
}

/** Plays a seeded battle of random choices between two bots, watched by a spectator, and compares what they saw. */
async function playFormat(
  { url, events }: FormatServer,
  format: string,
  number: number,
): Promise<FormatBattle> {
  const id = FormatId.parse(format);
  const command = createBattle({ format, seed: `${number},22,333,4444` });
  const { battleId } = command;
  const drawer = wantsTeam(id) ? drawerOf(format) : null;
  const opened = await postBattle(url, command);
  if (opened !== 201) throw new Error(`Cannot open a ${format} battle: the room answered ${opened}`);
  const socket = roomSocket(url, battleId);
  const spectator = watchBattle(socket, battleId);
  const bots = Seat.options.map((seat, index) =>
    playBot({
      url: socket,
      battleId,
      ticket: () => seatTicket(battleId, seat),
      team: drawer?.draw(2 * number + index),
      seed: `${format} ${number}`,
    }),
  );
  try {
    const [seen, ...results] = await Promise.all([spectator.log, ...bots.map(({ result }) => result)]);
    await events.complete(battleId);
    const report = events.events.find((event) => event.id === `${battleId}.completed`);
    if (report?.kind !== "battle.completed") throw new Error(`Cannot find the report of ${battleId}`);
    const problems = seen.join("\n") === report.log ? [] : ["the report's log is not what the spectator saw"];
    for (const result of results) {
      const { seat, winner, reason } = result;
      if (winner !== report.winner || reason !== report.end_type)
        problems.push(
          `${seat} saw ${winner} win by ${reason}, the report says ${report.winner}, ${report.end_type}`,
        );
      const different = firstDifference(shared(withoutOwnHints(result.log, seen)), shared(seen));
      if (different) problems.push(`${seat} read ${different}`);
      problems.push(
        ...result.refusals
          .filter((refusal) => !refusal.includes("[Unavailable choice]"))
          .map((refusal) => `${seat} was refused ${refusal}`),
      );
    }
    const choices = results.reduce((sum, result) => sum + result.choices, 0);
    return { turns: report.turns, choices, problems };
  } catch (cause) {
    throw new Error(`Cannot play ${format} ${number}`, { cause });
  } finally {
    spectator.close();
    for (const bot of bots) bot.stop();
  }
}

const drawers = new Map<string, TeamDrawer>();

function drawerOf(format: string): TeamDrawer {
  const drawer = drawers.get(format) ?? new TeamDrawer(format);
  drawers.set(format, drawer);
  return drawer;
}

/**
 * A side's log without what the simulator hints at to that side alone: why something of its own did nothing. A hint that
 * spectators have read is everybody's.
 */
function withoutOwnHints(log: readonly string[], seen: readonly string[]): string[] {
  return log.filter((line) => !line.startsWith("|-hint|") || seen.includes(line));
}

/** A log without what only one side may read: how many points of HP, and what its own Pokémon have in silence. */
function shared(log: readonly string[]): string[] {
  return log
    .filter((line) => !line.endsWith("|[silent]"))
    .map((line) => line.replace(/\|\d+\/\d+[gyr]?( |\||$)/g, "|HP$1"));
}

function firstDifference(one: readonly string[], other: readonly string[]): string | null {
  const at = one.findIndex((line, index) => line !== other[index]);
  if (at < 0 && one.length === other.length) return null;
  return `'${one[at]}' where spectators read '${other[at]}'`;
}
