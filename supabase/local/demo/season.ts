import { type Api, RefusedError } from "./api.ts";
import { type Bot, type BotOptions, playBot } from "./bot.ts";
import { type Clock, type Deadline, systemClock } from "./deadline.ts";
import type { DemoMatch, DemoSeason } from "./league.ts";
import type { Progress } from "./progress.ts";
import { type Battle, countDeliveries, readBattles } from "./results.ts";

export interface SeasonRun {
  api: Api;
  season: DemoSeason;
  progress: Progress;
  deadline: Deadline;
  /** Battles at the same time. @default 4 */
  parallel?: number;
  clock?: Clock;
}

const POLL_MS = 250;
/** How long the last announcements may take once everything is counted. */
const ANNOUNCE_MS = 20_000;

/** Has bots play every match of a season and waits until all of them are counted and announced. */
export async function runSeason(run: SeasonRun): Promise<void> {
  const { season, clock = systemClock } = run;
  const stop = new AbortController();
  const players = new Players();
  const open = new Set<DemoMatch>();
  const ended = new Set<DemoMatch>();
  const playing = inParallel(season.matches, run.parallel ?? 4, async (match) => {
    if (stop.signal.aborted) return;
    open.add(match);
    await playMatch(run, match, players);
    open.delete(match);
    ended.add(match);
  });
  try {
    await Promise.all([playing, watch(run, clock, stop.signal, open, ended)]);
  } finally {
    stop.abort();
    players.leave();
    await Promise.allSettled([playing]);
    run.progress.end();
  }
}

/** Opens a match's room with its seed as the service, then sits both coaches' bots down with tickets of their own. */
async function playMatch({ api }: SeasonRun, match: DemoMatch, players: Players): Promise<void> {
  const room = await api.createRoom({ match_id: match.id, seed: match.battleSeed });
  await Promise.all(
    [match.home, match.away].map((coach) => {
      const ticket = async () => {
        const own = await api.createRoom({ match_id: match.id }, coach.session);
        if (own.ticket === null)
          throw new RefusedError(`Cannot seat ${coach.name}: no ticket for ${own.battle_id}`);
        return own.ticket;
      };
      const seat = {
        url: room.room_url,
        battleId: room.battle_id,
        ticket,
        team: coach.roster,
        seed: match.botSeed,
      };
      return players.play(seat);
    }),
  );
}

/** The bots that play, and the end of the run, which takes them from their battles. */
class Players {
  readonly #bots = new Set<Bot>();
  #gone = false;
  #leave: () => void = () => undefined;
  readonly #left = new Promise<void>((resolve) => {
    this.#leave = resolve;
  });

  /** Resolves at the end of the bot's battle, or of the run: a bot that was stopped has no result. */
  async play(options: BotOptions): Promise<void> {
    // A room may open after the run has ended: a bot that nobody stops would look for it for ever.
    if (this.#gone) return;
    const bot = playBot(options);
    this.#bots.add(bot);
    try {
      await Promise.race([bot.result, this.#left]);
    } finally {
      this.#bots.delete(bot);
    }
  }

  leave(): void {
    this.#gone = true;
    for (const bot of this.#bots) bot.stop();
    this.#leave();
  }
}

async function watch(
  run: SeasonRun,
  clock: Clock,
  signal: AbortSignal,
  open: Set<DemoMatch>,
  ended: Set<DemoMatch>,
): Promise<void> {
  const { api, season, progress, deadline } = run;
  const total = season.matches.length;
  let countedAt: number | null = null;
  while (!signal.aborted) {
    const battles = await readBattles(api, season);
    const counted = battles.filter(({ status }) => status === "completed").length;
    const deliveries = await countDeliveries(api, season);
    progress.update({ total, playing: open.size, played: ended.size, counted, announced: deliveries.sent });
    refuseDisputes(battles);
    if (counted >= total) {
      countedAt ??= clock.now();
      if (deliveries.settled >= total || clock.now() - countedAt > ANNOUNCE_MS) return;
    }
    deadline.check(unfinished(season, battles));
    await clock.sleep(POLL_MS);
  }
}

function refuseDisputes(battles: Battle[]): void {
  const bad = battles.filter(({ status }) => status === "disputed" || status === "void");
  if (bad.length === 0) return;
  const reasons = bad.map(
    ({ id, status, dispute_reason }) => `${id} is ${status}: ${dispute_reason ?? "no reason"}`,
  );
  throw new Error(`Cannot count every battle: ${reasons.join("; ")}`);
}

/** Says which matches are not counted, and how far each is. */
function unfinished(season: DemoSeason, battles: Battle[]): string {
  const states = new Map(battles.map(({ match_id, status }) => [match_id, status]));
  const open = season.matches.filter(({ id }) => states.get(id) !== "completed");
  if (open.length === 0) return "announcing results";
  const names = open.map(
    ({ id, home, away }) => `${home.name} v ${away.name} (${states.get(id) ?? "not opened"})`,
  );
  return `waiting for ${open.length} of ${season.matches.length} battles: ${names.join(", ")}`;
}

/** Does something for each item, so many at once; the first error ends it. */
async function inParallel<T>(items: T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
}
